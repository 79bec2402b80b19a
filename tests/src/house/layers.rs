//! Which crate may use which: the layers of design.md, and the owners of outside libraries.

use super::Breach;

/// A package of the workspace with the names of what it uses.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Package name, `sparrow-canvas2d`.
    pub name: String,
    /// Names of normal and build dependencies.
    pub uses: Vec<String>,
    /// Names of development dependencies.
    pub uses_in_tests: Vec<String>,
}

/// Layers, low to high. A crate may use crates of lower layers.
const LAYERS: &[&[&str]] = &[
    &["base", "profile"],
    &["platform", "render"],
    &["package", "media", "canvas2d", "glsl", "webgl", "audio", "video", "simulator", "wasm", "recording"],
    &["gpu", "raster", "native", "script", "api"],
    &["runtime"],
    &["harness"],
    &["player", "capi"],
];

/// Edges inside a layer that are meant.
const WITHIN_LAYER: &[(&str, &str)] = &[("canvas2d", "media"), ("webgl", "glsl"), ("api", "script")];

/// Edges to a lower layer that are not meant: what a game runs on is handed to the runtime by its embedder.
const FORBIDDEN: &[(&str, &str)] = &[
    ("runtime", "gpu"),
    ("runtime", "raster"),
    ("runtime", "native"),
    ("runtime", "simulator"),
    ("runtime", "recording"),
];

/// Outside libraries (by prefix of the package name) and the only crates that may name them.
const OWNERS: &[(&str, &[&str])] = &[
    ("rquickjs", &["script", "api"]),
    ("wgpu", &["gpu"]),
    ("naga", &["glsl", "render", "gpu"]),
    ("winit", &["player"]),
    ("notify", &["player"]),
    ("softbuffer", &["player"]),
    ("rodio", &["native"]),
    ("quanta", &["native"]),
    ("tracing", &["profile"]),
    ("cpal", &["native"]),
    ("gilrs", &["native"]),
    ("swc", &["package"]),
    ("zip", &["package"]),
    ("brotli", &["package", "native"]),
    ("aes", &["simulator"]),
    ("cbc", &["simulator"]),
    ("sha1", &["simulator", "package"]),
    ("md-5", &["package"]),
    ("sha2", &["package"]),
    ("regex", &["simulator"]),
    ("vello_cpu", &["raster"]),
    ("image", &["media", "harness"]),
    ("half", &["webgl"]),
    ("parley", &["media"]),
    ("tokio", &["native"]),
    ("hyper", &["native"]),
    ("rustls", &["native"]),
    ("ring", &["native"]),
    ("clap", &["player"]),
    ("wasmtime", &["wasm"]),
    ("wasmparser", &["wasm"]),
    ("rayon", &["wasm"]),
    ("rust_h264", &["video"]),
    ("stacker", &["runtime"]),
    ("raw-window-handle", &["capi"]),
    ("anyhow", &["player", "capi"]),
];

/// Owned libraries that tests of any crate may use, to look at pictures or to print.
const FREE_IN_TESTS: &[&str] = &["image", "anyhow", "clap"];

/// Packages outside the engine: they may use any of it, and nothing of it may use them.
const OUTSIDE: &[&str] = &["xtask", "sparrow-tests", "sparrow-benches", "sparrow-fuzz", "embed-rust"];

/// Every edge that the design does not have.
pub fn check(packages: &[Package]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for package in packages {
        if OUTSIDE.contains(&package.name.as_str()) {
            continue;
        }
        let mut breach = |rule: String| breaches.push(Breach { place: package.name.clone(), rule });
        let Some((user, layer)) = placed(&package.name) else {
            breach(
                "is in no layer; add it to design, ARCHITECTURE.md and tests/src/house/layers.rs".to_owned(),
            );
            continue;
        };
        for used in &package.uses {
            if let Some((used, below)) = placed(used) {
                let meant = below < layer || WITHIN_LAYER.contains(&(user, used));
                if !meant {
                    breach(format!(
                        "uses {used} (layer {below}) from layer {layer}; only lower layers may be used"
                    ));
                } else if FORBIDDEN.contains(&(user, used)) {
                    breach(format!("uses {used}; its embedder hands that in behind a trait"));
                }
            }
        }
        // Tests may draw with the renderer next door, but most libraries have the same owners in tests.
        let in_tests = package.uses_in_tests.iter().filter(|used| !FREE_IN_TESTS.contains(&used.as_str()));
        for used in package.uses.iter().chain(in_tests) {
            if OUTSIDE.contains(&used.as_str()) {
                breach(format!("uses {used}, which is outside the engine"));
            }
            for (library, owners) in OWNERS {
                let names_it = used == library
                    || used.starts_with(&format!("{library}_"))
                    || used.starts_with(&format!("{library}-"));
                if names_it && !owners.contains(&user) {
                    breach(format!("names {used}; only {} may", owners.join(" and ")));
                }
            }
        }
    }
    breaches
}

/// Short name and layer of a crate of the engine.
fn placed(package: &str) -> Option<(&str, usize)> {
    let name = package.strip_prefix("sparrow-")?;
    let layer = LAYERS.iter().position(|layer| layer.contains(&name))?;
    Some((name, layer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(name: &str, uses: &[&str], uses_in_tests: &[&str]) -> Vec<String> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let package =
            Package { name: name.to_owned(), uses: owned(uses), uses_in_tests: owned(uses_in_tests) };
        check(&[package]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn meant_edges_pass() {
        let none: [String; 0] = [];
        assert_eq!(breaches("sparrow-api", &["sparrow-script", "sparrow-base", "rquickjs"], &[]), none);
        assert_eq!(breaches("sparrow-gpu", &["sparrow-render", "wgpu"], &["sparrow-raster"]), none);
        assert_eq!(breaches("sparrow-player", &["winit", "sparrow-gpu", "sparrow-native"], &[]), none);
        assert_eq!(breaches("sparrow-tests", &["sparrow-player", "wgpu"], &[]), none);
    }

    #[test]
    fn upward_and_sideways_edges_are_found() {
        assert!(breaches("sparrow-render", &["sparrow-gpu"], &[])[0].contains("layer 3"));
        assert!(breaches("sparrow-script", &["sparrow-api"], &[])[0].contains("only lower layers"));
        assert!(breaches("sparrow-profile", &["sparrow-base"], &[])[0].contains("only lower layers"));
        assert!(breaches("sparrow-runtime", &["sparrow-gpu"], &[])[0].contains("behind a trait"));
        assert!(breaches("sparrow-base", &[], &["sparrow-tests"])[0].contains("outside the engine"));
    }

    #[test]
    fn libraries_have_owners_in_tests_too() {
        assert!(breaches("sparrow-canvas2d", &["rquickjs"], &[])[0].contains("only script and api may"));
        assert!(breaches("sparrow-media", &[], &["wgpu"])[0].contains("only gpu may"));
        assert!(breaches("sparrow-runtime", &["swc_core"], &[])[0].contains("only package may"));
        assert!(breaches("sparrow-gpu", &["image"], &[])[0].contains("only media and harness may"));
        assert!(breaches("sparrow-gpu", &[], &["image"]).is_empty());
        assert!(breaches("sparrow-script", &["rquickjs-sys"], &[]).is_empty());
    }

    #[test]
    fn a_new_crate_must_be_placed() {
        assert!(breaches("sparrow-physics", &[], &[])[0].contains("in no layer"));
    }
}
