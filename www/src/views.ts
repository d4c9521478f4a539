// The types of everything that the engine hands out, under one name for the whole page. They come
// from the module's own declarations, so a field that changes in Rust breaks the build here. Only
// types: the module itself is loaded by worker.ts alone.

export type {
  BlobAccountView, BlobMapView, BlobSnapshotView, BlobsView, BlobView, FigureView, StepView, WayView,
  CandidateView, ErrorRowView, ErrorsView, ItemState, ItemView, JobStatus, JobView, BlockCountView, LabBlockCellView, LabBlocksView, LabDiskView, LabPointView, LabView, MachineDetailView, NextView, OperationName, ProfileView,
  SectionView, StoryLineView, TroubleView, FaultView, AssumptionCountView, AssumptionView, BillLine, BillView, ChartAt, ChartItemView, ChartKind, ChartView, CostView, DayMark, DiskView, FactView,
  FleetQuery, FleetRow, FleetSort, FleetView, ImportView, InstanceClassView, InstanceRow,
  InstancesQuery, InstancesSort, InstancesView, LeftOutView, LinkChoiceView, LinkRow, LinksQuery, LinksView, OriginView, SettingView, Look, MachineView, Moment, NightView,
  OffenderView, OldestPointView, OperatorView, PartView, PhaseName, PhaseView, PickView, PointDay, PointRow, PlanPolicyView, PlanProgressView, PlanView, PointsView,
  PresetView, ProblemView, ProgressView, ReasonView, RuleView, ScenarioView, SeriesView, SourceView, SummaryView, Verdict, BackStatus, FleetBackView, MachineBackView,
  RestoreList, RestoresView,
} from '../../pkg/vaultlab.js';
