//! How closely a machine is simulated: block by block, or only the amounts. Every other machine's
//! records stay as they are.

use super::drive::vm_named;
use crate::scenario::draft::{BlocksDraft, ScenarioDraft, SetupDraft};
use crate::scenario::{Problem, check, parse};

/// Simulates a machine of a draft in blocks of so many KiB; without a size, only its amounts. The
/// machine is `NAME` or `RESOURCE-GROUP/NAME`.
///
/// # Errors
/// There is no such machine, or there are several.
pub fn set_blocks(
    draft: &mut ScenarioDraft,
    vm: &str,
    block_kib: Option<u64>,
) -> Result<(), Vec<Problem>> {
    let vm = vm_named(draft, vm)?;
    let mut setup = vm.setup.take().unwrap_or_default();
    setup.blocks = block_kib.map(|block_kib| BlocksDraft { block_kib });
    vm.setup = Some(setup).filter(|setup| **setup != SetupDraft::default());
    Ok(())
}

/// A scenario's text with one machine simulated in blocks of so many KiB; without a size, only its
/// amounts.
///
/// # Errors
/// Every problem of the text, of the machine's name, and of the scenario that it would make.
pub fn lab_blocks(text: &str, vm: &str, block_kib: Option<u32>) -> Result<String, Vec<Problem>> {
    let mut draft = parse(text)?;
    set_blocks(&mut draft, vm, block_kib.map(u64::from))?;
    check(draft.clone())?;
    Ok(super::to_text(&draft))
}
