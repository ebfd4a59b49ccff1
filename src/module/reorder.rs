//! todo
use super::{Declined, Input, Plan};
pub(super) fn run(_: &Input<'_, '_>, _: &mut Plan) -> Result<(), Declined> {
    Ok(())
}
