//! A disk of a scenario driven by a trace: instead of the model, a recording says what is written.

use crate::import::trace::{Format, of_disk};
use crate::scenario::draft::WritesDraft;
use crate::scenario::draft::{DiskDraft, DiskTraceDraft, ScenarioDraft, VmDraft};
use crate::scenario::{Problem, check, limits, quoted};

/// Which disk, by what.
#[derive(Clone, Copy, Debug)]
pub struct Drive<'a> {
    /// The machine: `NAME` or `RESOURCE-GROUP/NAME`.
    pub vm: &'a str,
    /// Its disk, by name.
    pub disk: &'a str,
    /// The trace's bytes.
    pub trace: &'a [u8],
    /// The trace's format; absent: that of its first line.
    pub format: Option<Format>,
    /// Its device, by name; absent: the only one.
    pub device: Option<&'a str>,
    /// The trace begins again after so many hours; absent: it is played once.
    pub every_hours: Option<u32>,
}

/// The scenario with that disk driven by the trace, as JSON text. What was said of how the disk is
/// written goes, and its machine is simulated block by block.
///
/// # Errors
/// There is no such machine, disk or device, the trace is not read, or the scenario would not run.
pub fn drive(mut draft: ScenarioDraft, drive: Drive<'_>) -> Result<String, Vec<Problem>> {
    let vm = vm_named(&mut draft, drive.vm)?;
    let disk = disk_named(vm, drive.disk)?;
    let name = format!("{}/{}", drive.vm, drive.disk);
    let name: String = name.chars().take(limits::NAME_CHARS_MAX).collect();
    disk.change_percent_per_day = None;
    disk.hot_percent = None;
    disk.growth_gib_per_day = None;
    disk.writes = Some(Box::new(WritesDraft {
        trace: Some(DiskTraceDraft {
            name: name.clone(),
            every_hours: drive.every_hours,
        }),
        ..WritesDraft::default()
    }));
    let setup = vm.setup.get_or_insert_default();
    setup.blocks.get_or_insert_default();
    let trace = of_disk(drive.trace, drive.format, drive.device, name)?;
    draft.traces.retain(|other| other.name != trace.name);
    draft.traces.push(trace);
    check(draft.clone())?;
    let text = super::to_text(&draft);
    if text.len() > limits::TEXT_BYTES_MAX {
        let allowed = format!("at most {} bytes of text", limits::TEXT_BYTES_MAX);
        let found = format!("{} bytes with this trace", text.len());
        return Err(vec![Problem::new("scenario", found, allowed)]);
    }
    Ok(text)
}

/// The one machine of this name, which may be said with its group.
pub(super) fn vm_named<'d>(
    draft: &'d mut ScenarioDraft,
    name: &str,
) -> Result<&'d mut VmDraft, Vec<Problem>> {
    let is_named = |vm: &VmDraft| {
        let group = vm.resource_group.as_deref();
        let full = group.map(|group| format!("{group}/{}", vm.name));
        vm.name == name || full.as_deref() == Some(name)
    };
    let count = draft.vms.iter().filter(|vm| is_named(vm)).count();
    let allowed = match count {
        0 => "the name of a machine in this scenario",
        _ => "a name that one machine has, or RESOURCE-GROUP/NAME",
    };
    let only = draft.vms.iter_mut().find(|vm| count == 1 && is_named(vm));
    only.ok_or_else(|| vec![Problem::new("vm", quoted(name), allowed)])
}

fn disk_named<'d>(vm: &'d mut VmDraft, name: &str) -> Result<&'d mut DiskDraft, Vec<Problem>> {
    let names: Vec<String> = vm.disks.iter().map(|disk| quoted(&disk.name)).collect();
    let disk = vm.disks.iter_mut().find(|disk| disk.name == name);
    disk.ok_or_else(|| vec![Problem::new("disk", quoted(name), names.join(", "))])
}
