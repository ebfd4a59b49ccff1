//! x
use super::decode::*;
/// x
pub fn encode(m: &Module<'_>, bodies: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\0asm\x01\0\0\0".to_vec();
    for s in &m.sections {
        if s.name.is_some_and(|n| n == "name" || n.starts_with(".debug")) {
            continue;
        }
        let mut payload: Vec<u8> = m.bytes[s.payload.clone()].to_vec();
        if s.id == 10 {
            payload.clear();
            crate::ir::op::leb::write_unsigned(&mut payload, bodies.len() as u64);
            for b in bodies {
                crate::ir::op::leb::write_unsigned(&mut payload, b.len() as u64);
                payload.extend_from_slice(b);
            }
        }
        out.push(s.id);
        crate::ir::op::leb::write_unsigned(&mut out, payload.len() as u64);
        out.extend_from_slice(&payload);
    }
    out
}
