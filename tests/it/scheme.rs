//! The custom backup by incremental snapshots (INC-6 to INC-8): its procedure, its restores, requests
//! by hand, what it proves and what it compares to.

mod procedure;
