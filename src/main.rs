use selvedge::*;
fn main(){
    for f in std::env::args().skip(1) {
        let b = std::fs::read(&f).unwrap();
        if wasm::decode::is_component(&b) { continue; }
        let m = wasm::decode::Module::decode(&b).unwrap();
        let mut l = lift::Lifter::default(); let mut func = ir::Function::default();
        let verify = std::env::var("V").is_ok();
        let print = std::env::var("P").ok().map(|x|x.parse::<usize>().unwrap());
        let t = std::time::Instant::now(); let mut bytes=0; let mut insts=0; let mut params=0; let mut errs=std::collections::BTreeMap::new();
        for i in 0..m.bodies.len() {
            bytes += m.bodies[i].len();
            let r = l.lift(&m.env, m.env.funcs[m.env.imported_funcs as usize + i], m.body(i), &mut func);
            if let Err(e) = &r { *errs.entry(e.to_string()).or_insert(0) += 1; if std::env::var("E").is_ok() { println!("fn {i} {e}"); } continue }
            insts += func.insts.len(); params += func.order.iter().map(|&b| func.block_params(b).len()).sum::<usize>();
            if print == Some(i) { println!("{}", ir::print::Printed{name:"f", func:&func}); }
            if verify { if let Err(e) = ir::verifier::verify(&func, Some(&m.env)) { println!("{f} fn {i}: {:?}", &e[..e.len().min(3)]); *errs.entry("verify".into()).or_insert(0)+=1; } }
        }
        let d=t.elapsed();
        println!("{f} {bytes} {:?} {:.1} MB/s insts {insts} params {params} {errs:?}", d, bytes as f64/1e6/d.as_secs_f64());
    }
}
