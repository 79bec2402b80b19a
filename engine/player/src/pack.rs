//! `sparrow pack` and `sparrow serve`: a package as players get it.

use crate::{
    check::{bytes_in_words, print_out},
    exit::Exit,
    open::open_package,
    session::say,
    tool_args::{PackArgs, PackFlags, ServeArgs},
};
use sparrow_native::{Content, FileServer, ServedFile, SigningKey};
use sparrow_package::{ContentHash, PackOptions, Package, PackedRelease, Release, survey};
use sparrow_platform::RelativePath;
use std::{
    collections::BTreeSet,
    fs,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

/// `sparrow pack`.
pub(crate) fn pack(args: &PackArgs) -> Exit {
    if let Some(file) = &args.new_key {
        return new_key(file);
    }
    match pack_to(args) {
        Ok(text) => {
            print_out(&text);
            Exit::ok()
        }
        Err(exit) => exit,
    }
}

fn pack_to(args: &PackArgs) -> Result<String, Exit> {
    let Some(package) = &args.package else { return Err(Exit::usage("name a package to pack")) };
    let Some(out) = &args.out else {
        return Err(Exit::usage("name what to write: --out FILE.zip, or --out FOLDER for a release"));
    };
    let key = args.flags.key.as_deref().map(read_key).transpose()?;
    if out.extension().is_some_and(|ending| ending == "zip") {
        return pack_zip(package, out, &args.flags, key.as_ref());
    }
    let signature = out.join("release.json.sig");
    if key.is_none() && signature.exists() {
        return Err(Exit::usage(format!(
            "{} holds a signed release, and players who know its key would refuse an unsigned one\n  \
             mend: name the key with --key, or remove {}",
            out.display(),
            signature.display()
        )));
    }
    let mut packed = packed_release(package, Some(out), &args.flags)?;
    if key.is_some() {
        let before = fs::read_to_string(out.join("release.json")).ok();
        let before = before.and_then(|text| Release::parse(&text).ok());
        number(&mut packed.release, before.as_ref(), args.flags.sequence)?;
    }
    let parts = out.join("parts");
    fs::create_dir_all(&parts).map_err(|e| failed(&parts, &e))?;
    for (part, zip) in packed.release.parts.iter().zip(&packed.zips) {
        write(&parts.join(part.file_name()), zip)?;
    }
    let text = packed.release.to_text();
    if let Some(key) = &key {
        write(&signature, key.sign(text.as_bytes()).as_bytes())?;
    }
    // Last: who sees it finds all that it names.
    write(&out.join("release.json"), text.as_bytes())?;
    let mut text = summary(&packed, &out.display().to_string());
    let old = parts_of_others(&parts, &packed);
    if old > 0 {
        let files = if old == 1 { "1 file" } else { &format!("{old} files") };
        text.push_str(&format!(
            "  {} holds {files} of older releases, for players who are fetching them now\n",
            parts.display()
        ));
    }
    Ok(text)
}

/// Numbers a release that is to be signed.
fn number(release: &mut Release, before: Option<&Release>, given: Option<u64>) -> Result<(), Exit> {
    let Some(sequence) = given else {
        let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
        release.count_on(before, now);
        return Ok(());
    };
    match before.map(|before| before.sequence).filter(|before| sequence < *before) {
        Some(before) => Err(Exit::usage(format!(
            "--sequence {sequence} is less than the {before} of the release that is there, and players would refuse it"
        ))),
        None => {
            release.sequence = sequence;
            Ok(())
        }
    }
}

/// How many zips in the folder are none of this release.
fn parts_of_others(folder: &Path, packed: &PackedRelease) -> usize {
    let own: BTreeSet<String> = packed.release.parts.iter().map(|part| part.file_name()).collect();
    let Ok(files) = fs::read_dir(folder) else { return 0 };
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    names.filter(|name| name.ends_with(".zip") && !own.contains(name)).count()
}

/// The package without what is written: somebody packs a game into its own folder, more than once.
fn without_output(package: Package, folder: &Path, out: &Path) -> Package {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Ok(folder), Ok(parent), Some(name)) = (absolute(folder), absolute(parent), out.file_name()) else {
        return package;
    };
    let root = folder.join(package.project().miniprogram_root.as_str());
    [out.to_owned(), signature_file(out)].into_iter().fold(package, |package, file| {
        let name = file.file_name().unwrap_or(name);
        let below =
            parent.join(name).strip_prefix(&root).map(|path| path.to_string_lossy().replace('\\', "/"));
        match below.ok().and_then(|path| RelativePath::new(&path).ok()) {
            Some(path) if !path.is_root() => package.without(path),
            _ => package,
        }
    })
}

fn pack_zip(package: &Path, out: &Path, flags: &PackFlags, key: Option<&SigningKey>) -> Result<String, Exit> {
    let beside = signature_file(out);
    if key.is_none() && beside.exists() {
        return Err(Exit::usage(format!(
            "{} is signed, and players would refuse another zip with that signature\n  \
             mend: name the key with --key, or remove {}",
            out.display(),
            beside.display()
        )));
    }
    let opened = without_output(open_package(package)?, package, out);
    let zip = opened.pack_whole(&npm_modules(&opened), flags.options()).map_err(bad)?;
    write(out, &zip)?;
    let mut text = format!(
        "{}: {}, blake3 {}\n",
        out.display(),
        bytes_in_words(zip.len() as u64),
        ContentHash::of(&zip)
    );
    if let Some(key) = key {
        write(&beside, key.sign(&zip).as_bytes())?;
        text.push_str(&format!("{}: signed by {}\n", beside.display(), key.public()));
    }
    Ok(text)
}

/// `game.zip.sig`.
pub(crate) fn signature_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}

fn new_key(file: &Path) -> Exit {
    let written = SigningKey::generate().and_then(|pem| {
        let public = SigningKey::from_pem(&pem)?.public();
        write_secret(file, &pem).map_err(|e| e.to_string())?;
        Ok(public)
    });
    match written {
        Ok(public) => {
            print_out(&format!(
                "{}: a new key; keep it secret and keep it safe\npublic key: {public}\n",
                file.display()
            ));
            Exit::ok()
        }
        Err(error) => Exit::game_failed(format!("{}: {error}", file.display())),
    }
}

/// A file that only its owner reads, and that is never written over.
fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

fn read_key(file: &Path) -> Result<SigningKey, Exit> {
    let text = fs::read_to_string(file).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))?;
    SigningKey::from_pem(&text).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Exit> {
    fs::write(file, bytes).map_err(|e| failed(file, &e))
}

fn failed(file: &Path, error: &std::io::Error) -> Exit {
    Exit::game_failed(format!("{}: {error}", file.display()))
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn bad(error: sparrow_package::PackageError) -> Exit {
    Exit::bad_package(error.to_string())
}

fn summary(packed: &PackedRelease, place: &str) -> String {
    let release = &packed.release;
    let mut text = format!("{place}: {} version {}\n", release.app_id, release.version);
    for part in &release.parts {
        let name = if part.name.is_empty() { "main" } else { &part.name };
        text.push_str(&format!("  {name}: {}\n", bytes_in_words(part.bytes)));
    }
    text
}

fn packed_release(package: &Path, out: Option<&Path>, flags: &PackFlags) -> Result<PackedRelease, Exit> {
    let opened = open_package(package)?;
    let opened = match out {
        Some(out) => without_output(opened, package, out),
        None => opened,
    };
    let app_id = match (&flags.app_id, &opened.project().appid) {
        (Some(id), _) => id.clone(),
        (None, Some(id)) if id != "touristappid" => id.clone(),
        // The platform's word for "no id yet" would be everybody's.
        (None, _) => {
            let folder = package.canonicalize().unwrap_or_else(|_| package.to_owned());
            let name = folder
                .file_stem()
                .map_or_else(|| "game".to_owned(), |name| name.to_string_lossy().into_owned());
            opened.project().projectname.clone().unwrap_or(name)
        }
    };
    opened
        .pack_release(&app_id, flags.release_version.as_deref(), &npm_modules(&opened), flags.options())
        .map_err(bad)
}

/// Files of `node_modules` that scripts of the package require.
fn npm_modules(package: &Package) -> Vec<RelativePath> {
    let mut found = BTreeSet::new();
    let resolvers = [Some(package.resolver()), package.open_data_resolver(), package.worker_resolver()];
    let files = package.packed_files().unwrap_or_default();
    for resolver in resolvers.into_iter().flatten() {
        let mut waiting: Vec<RelativePath> = files
            .iter()
            .map(|file| file.path.clone())
            .filter(|path| path.as_str().ends_with(".js"))
            .collect();
        let mut seen: BTreeSet<RelativePath> = BTreeSet::new();
        while let Some(path) = waiting.pop() {
            if !seen.insert(path.clone())
                || !path.as_str().ends_with(".js") && !path.as_str().ends_with(".cjs")
            {
                continue;
            }
            let Ok(text) = package.text(&path) else { continue };
            // What cannot be read is not run either; `sparrow check` names it.
            let Ok(survey) = survey(path.as_str(), &text) else { continue };
            for specifier in survey.requires.iter().filter_map(|requirement| requirement.specifier.as_ref()) {
                if let Ok(module) = resolver.resolve(specifier, Some(&path)) {
                    if module.as_str().split('/').any(|part| part == "node_modules") {
                        found.extend(manifests_of(package, &module));
                        found.insert(module.clone());
                    }
                    waiting.push(module);
                }
            }
        }
    }
    found.into_iter().collect()
}

/// The package.json files above a module: they say which file a package's name means.
fn manifests_of(package: &Package, module: &RelativePath) -> Vec<RelativePath> {
    let mut manifests = Vec::new();
    let mut folder = module.parent();
    while let Some(dir) = folder.filter(|dir| dir.as_str().contains("node_modules/")) {
        if let Ok(file) = dir.join("package.json")
            && package.files().stat(&file).is_ok()
        {
            manifests.push(file);
        }
        folder = dir.parent();
    }
    manifests
}

/// How old what is served may be.
const FRESH: Duration = Duration::from_millis(300);

/// `sparrow serve`.
pub(crate) fn serve(args: &ServeArgs) -> Exit {
    let key = match args.flags.key.as_deref().map(read_key).transpose() {
        Ok(key) => key,
        Err(exit) => return exit,
    };
    let packed = match packed_release(&args.package, None, &args.flags) {
        Ok(packed) => packed,
        Err(exit) => return exit,
    };
    let app_id = packed.release.app_id.clone();
    print_out(&summary(&packed, "serving"));
    let mut state =
        State { release: None, text: String::new(), parts: Vec::new(), packed_at: Instant::now() };
    if let Err(exit) = state.take(packed, key.is_some(), args.flags.sequence) {
        return exit;
    }
    let served = Served { args: args.clone(), key, state: Mutex::new(state) };
    let address = SocketAddr::new(args.host, args.port);
    let content: Content = Arc::new(move |path| served.file(path));
    let server = match FileServer::start(address, content, args.throttle.map(|kilobytes| kilobytes * 1024)) {
        Ok(server) => server,
        Err(error) => return Exit::game_failed(format!("{address}: {error}")),
    };
    let address = server.address();
    let shown =
        if is_any(address.ip()) { format!("THIS-MACHINE:{}", address.port()) } else { address.to_string() };
    print_out(&format!(
        "\nplay it with\n  sparrow run app://{app_id} --from http://{shown}/\nCtrl-C ends it; changes are packed anew when somebody asks\n"
    ));
    server.run();
    Exit::ok()
}

fn is_any(address: IpAddr) -> bool {
    address.is_unspecified()
}

struct Served {
    args: ServeArgs,
    key: Option<SigningKey>,
    state: Mutex<State>,
}

struct State {
    release: Option<Release>,
    text: String,
    /// Parts of this release and of the one before, which somebody may still fetch.
    parts: Vec<(String, Arc<[u8]>)>,
    packed_at: Instant,
}

impl State {
    fn take(&mut self, mut packed: PackedRelease, signed: bool, sequence: Option<u64>) -> Result<(), Exit> {
        self.packed_at = Instant::now();
        if signed {
            number(&mut packed.release, self.release.as_ref(), sequence)?;
        }
        let text = packed.release.to_text();
        if text == self.text {
            return Ok(());
        }
        self.text = text;
        let count = packed.zips.len();
        let names = packed.release.parts.iter().map(|part| format!("/parts/{}", part.file_name()));
        let parts: Vec<_> = names.zip(packed.zips.into_iter().map(Arc::from)).collect();
        self.parts.splice(0..0, parts);
        self.parts.truncate(count * 2);
        self.release = Some(packed.release);
        Ok(())
    }
}

impl Served {
    fn file(&self, path: &str) -> Option<ServedFile> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match path {
            "/release.json" | "/release.json.sig" => {
                if path == "/release.json" && state.packed_at.elapsed() > FRESH {
                    let flags = &self.args.flags;
                    let taken = packed_release(&self.args.package, None, flags)
                        .and_then(|packed| state.take(packed, self.key.is_some(), flags.sequence));
                    // Somebody is in the middle of a change: the last sound release stays.
                    if let Err(exit) = taken {
                        say(&format!("sparrow: {}; serving what was there before", exit.message));
                    }
                }
                let text = match (path, &self.key) {
                    ("/release.json", _) => state.text.clone(),
                    (_, Some(key)) => key.sign(state.text.as_bytes()),
                    (_, None) => return None,
                };
                let tag = ContentHash::of(text.as_bytes()).to_string();
                let bytes = text.into_bytes().into();
                Some(ServedFile { bytes, content_type: "application/json", tag, forever: false })
            }
            path => {
                let (name, bytes) = state.parts.iter().find(|(name, _)| name == path)?;
                let tag = name.rsplit('/').next()?.to_owned();
                Some(ServedFile { bytes: bytes.clone(), content_type: "application/zip", tag, forever: true })
            }
        }
    }
}

impl PackFlags {
    fn options(&self) -> PackOptions {
        PackOptions { compile: self.compile, minify: self.minify }
    }
}
