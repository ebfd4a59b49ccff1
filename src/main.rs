use selvedge::*;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let out = std::env::var("OUT").ok();
    let print = std::env::var("P").ok().map(|x| x.parse::<usize>().unwrap());
    let check = std::env::var("NOVAL").is_err();
    std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(move || {
            let mut geo = 0f64;
            let mut n = 0;
            for f in args {
                let b = std::fs::read(&f).unwrap();
                if wasm::decode::is_component(&b) {
                    continue;
                }
                let m = wasm::decode::Module::decode(&b).unwrap();
                let mut l = lift::Lifter::default();
                let mut func = ir::Function::default();
                let mut lo = lower::Lowerer::default();
                lo.check = std::env::var("CHECK").is_ok();
                let mut bytes = 0;
                let mut outb = 0;
                let mut errs = std::collections::BTreeMap::new();
                let t = std::time::Instant::now();
                let mut tl = std::time::Duration::ZERO;
                let mut allocs = wasmparser::FuncValidatorAllocations::default();
                let mut bodies: Vec<Vec<u8>> = vec![];
                let mut worst = vec![];
                let mut tv = std::time::Duration::ZERO;
                for i in 0..m.bodies.len() {
                    bytes += m.bodies[i].len();
                    let t0 = std::time::Instant::now();
                    let r = l.lift(
                        &m.env,
                        m.env.funcs[m.env.imported_funcs as usize + i],
                        m.body(i),
                        &mut func,
                    );
                    tl += t0.elapsed();
                    if let Err(e) = &r {
                        *errs.entry(e.to_string()).or_insert(0) += 1;
                        outb += m.bodies[i].len();
                        bodies.push(m.body(i).to_vec());
                        continue;
                    }
                    if print == Some(i) {
                        println!("{}", ir::print::Printed { name: "f", func: &func });
                    }
                    let mut o = vec![];
                    if let Err(e) = lo.lower(&m.env, &func, &mut o) {
                        if std::env::var("E").is_ok() {
                            println!("{f} fn {i}: {e}");
                        }
                        let e = e.to_string().split(':').next().unwrap().to_string();
                        *errs.entry(e.to_string()).or_insert(0) += 1;
                        outb += m.bodies[i].len();
                        bodies.push(m.body(i).to_vec());
                        continue;
                    }
                    outb += o.len();
                    if check {
                        let t0 = std::time::Instant::now();
                        let ticket = {
                            let t = &m.tickets[i];
                            wasmparser::FuncToValidate {
                                resources: t.resources.clone(),
                                index: t.index,
                                ty: t.ty,
                                features: t.features,
                            }
                        };
                        let mut v = ticket.into_validator(std::mem::take(&mut allocs));
                        let r = v.validate(&wasmparser::FunctionBody::new(
                            wasmparser::BinaryReader::new(&o, 0),
                        ));
                        if let Err(e) = r {
                            *errs.entry("INVALID".to_string()).or_insert(0) += 1;
                            if std::env::var("E").is_ok() {
                                println!("{f} fn {i}: {e}");
                            }
                        }
                        allocs = v.into_allocations();
                        tv += t0.elapsed();
                    }
                    if std::env::var("S").is_ok() {
                        println!("SZ {i} {} {}", m.bodies[i].len(), o.len());
                    }
                    worst.push((o.len() as i64 - m.bodies[i].len() as i64, i, m.bodies[i].len()));
                    let keep = std::env::var("RANGE").ok().map(|r| { let (a,b)=r.split_once('-').unwrap(); (a.parse::<usize>().unwrap(), b.parse::<usize>().unwrap()) });
            if keep.is_some_and(|(a,b)| i < a || i >= b) { bodies.push(m.body(i).to_vec()); } else { bodies.push(o); }
                }
                let d = t.elapsed();
                geo += (outb as f64 / bytes as f64).ln();
                n += 1;
                println!(
                    "{:40} {bytes} -> {outb} {:.4}  {:?} lift {:?} val {tv:?} {:.1} MB/s {errs:?}",
                    f.rsplit("corpus/").next().unwrap(),
                    outb as f64 / bytes as f64,
                    d,
                    tl,
                    bytes as f64 / 1e6 / (d - tv).as_secs_f64()
                );
                if std::env::var("W").is_ok() {
                    worst.sort();
                    for w in worst.iter().rev().take(10) {
                        println!("   fn {} +{} of {}", w.1, w.0, w.2);
                    }
                }
                if let Some(out) = &out {
                    std::fs::write(out, wasm::encode::encode(&m, &bodies)).unwrap();
                }
            }
            println!("geomean {:.4} over {n}", (geo / n as f64).exp());
        })
        .unwrap()
        .join()
        .unwrap();
}
