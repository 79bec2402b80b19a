//! System packages: which ones the build, the player and the tests need, which are missing, and how they come
//! onto the machine. Debian and Ubuntu are served by apt-get; elsewhere the user is told what to install.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::Path;

use anyhow::{Result, bail};

use crate::shell::Shell;

/// What a package is needed for; each purpose includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Compiling the workspace.
    Build,
    /// Playing a game in a window, with sound, Chinese text and emoji.
    Run,
    /// The window test on a virtual display, and expected pictures that show text.
    Test,
}

/// Debian's names; Ubuntu has the same.
const PACKAGES: &[(Purpose, &str)] = &[
    (Purpose::Build, "gcc"),
    (Purpose::Build, "libc6-dev"),
    (Purpose::Build, "pkg-config"),
    (Purpose::Build, "libasound2-dev"),
    (Purpose::Run, "libvulkan1"),
    (Purpose::Run, "mesa-vulkan-drivers"),
    (Purpose::Run, "libx11-6"),
    (Purpose::Run, "libx11-xcb1"),
    (Purpose::Run, "libxcursor1"),
    (Purpose::Run, "libxi6"),
    (Purpose::Run, "libxkbcommon0"),
    (Purpose::Run, "libxkbcommon-x11-0"),
    (Purpose::Run, "libwayland-client0"),
    (Purpose::Run, "fonts-noto-cjk"),
    (Purpose::Run, "fonts-noto-color-emoji"),
    (Purpose::Test, "fonts-dejavu-core"),
    (Purpose::Test, "xvfb"),
];

const FEDORA: &str = "dnf install gcc pkgconf-pkg-config alsa-lib-devel vulkan-loader mesa-vulkan-drivers \
     libX11 libX11-xcb libXcursor libXi libxkbcommon libxkbcommon-x11 libwayland-client \
     google-noto-sans-cjk-fonts google-noto-color-emoji-fonts dejavu-sans-fonts xorg-x11-server-Xvfb";
const ARCH: &str = "pacman -S --needed gcc pkgconf alsa-lib vulkan-icd-loader vulkan-swrast libx11 libxcursor \
     libxi libxkbcommon libxkbcommon-x11 wayland noto-fonts-cjk noto-fonts-emoji ttf-dejavu xorg-server-xvfb";

/// How this machine gets its packages.
enum Manager {
    /// apt-get, on Debian and what comes of it.
    Apt,
    /// Nothing that this tool drives; the text says what to do by hand.
    ByHand(&'static str),
}

impl Manager {
    fn of_this_machine() -> Self {
        if cfg!(target_os = "macos") {
            return Self::ByHand("macOS needs Apple's command line tools: xcode-select --install");
        }
        if cfg!(target_os = "windows") {
            return Self::ByHand(
                "Windows needs the MSVC build tools (workload: Desktop development with C++)",
            );
        }
        let here = |program: &str| {
            ["/usr/bin", "/bin", "/usr/local/bin"].iter().any(|dir| Path::new(dir).join(program).exists())
        };
        match () {
            () if here("apt-get") && here("dpkg-query") => Self::Apt,
            () if here("dnf") => Self::ByHand(FEDORA),
            () if here("pacman") => Self::ByHand(ARCH),
            () => Self::ByHand(
                "this system's package manager is not known here; needed are: a C compiler, pkg-config, the ALSA \
                 headers, a Vulkan loader and driver, libX11, libXcursor, libXi, libxkbcommon, Noto CJK and colour \
                 emoji fonts, DejaVu fonts, Xvfb",
            ),
        }
    }
}

/// Makes sure that the packages for `purpose` are there, installing what is missing.
///
/// Where it may not install, it stops with the exact command to type. On systems without apt-get it tells
/// what is needed and goes on, for it cannot see what is there.
pub(crate) fn ensure(purpose: Purpose) -> Result<()> {
    match Manager::of_this_machine() {
        Manager::ByHand(advice) => {
            eprintln!(
                "note: system packages are not checked on this system. If something is missing:\n    {advice}"
            );
            Ok(())
        }
        Manager::Apt => {
            let missing = missing(purpose);
            if missing.is_empty() { Ok(()) } else { install(&missing) }
        }
    }
}

/// The packages for `purpose` that this Debian-like machine lacks, or `None` where that cannot be asked.
pub(crate) fn report(purpose: Purpose) -> Option<Vec<&'static str>> {
    matches!(Manager::of_this_machine(), Manager::Apt).then(|| missing(purpose))
}

fn wanted(purpose: Purpose) -> impl Iterator<Item = &'static str> {
    PACKAGES.iter().filter(move |(stage, _)| *stage <= purpose).map(|(_, name)| *name)
}

fn missing(purpose: Purpose) -> Vec<&'static str> {
    let query = Shell::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\\n"])
        .args(wanted(purpose));
    // The exit status only says that some package is unknown.
    let installed = installed(&query.output().unwrap_or_default());
    wanted(purpose).filter(|name| !installed.contains(*name)).collect()
}

/// The names in the output of dpkg-query whose status is `installed` (and not, say, `config-files`).
fn installed(listing: &str) -> HashSet<String> {
    let pairs = listing.lines().filter_map(|line| line.split_once(' '));
    pairs.filter(|(_, status)| *status == "installed").map(|(name, _)| name.to_owned()).collect()
}

fn install(missing: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    let Some(rights) = Rights::of_this_user() else {
        let mut text =
            String::from("system packages are missing, and this user may not install them. Type:\n\n");
        let _ = write!(text, "    sudo {by_hand}\n\nand start this command again");
        bail!(text);
    };
    println!("Installing system packages: {}", missing.join(" "));
    let install = || rights.apt(&["install", "-y", "--no-install-recommends"]).args(missing);
    // An image of a distribution often comes without package lists, and old lists name files that are gone.
    let known = Shell::new("apt-get").args(["install", "--simulate", "-qq"]).args(missing).succeeds();
    if !known || install().run().is_err() {
        rights.apt(&["update", "-q"]).run()?;
        install().run()?;
    }
    Ok(())
}

/// How this user may run apt-get.
#[derive(Clone, Copy)]
enum Rights {
    Root,
    /// sudo asks for nothing.
    Sudo,
    /// sudo may ask for a password, and there is a terminal to type it on.
    SudoAsks,
}

impl Rights {
    fn of_this_user() -> Option<Self> {
        if Shell::new("id").args(["-u"]).output()?.trim() == "0" {
            return Some(Self::Root);
        }
        if Shell::new("sudo").args(["-n", "true"]).succeeds() {
            return Some(Self::Sudo);
        }
        let asks = std::io::stdin().is_terminal() && Shell::new("sudo").args(["--version"]).succeeds();
        asks.then_some(Self::SudoAsks)
    }

    fn apt(self, arguments: &[&str]) -> Shell {
        let quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
        match self {
            Self::Root => Shell::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments),
            Self::Sudo => Shell::new("sudo").args(["-n"]).args(quiet).args(arguments),
            Self::SudoAsks => Shell::new("sudo").args(quiet).args(arguments),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_includes_the_ones_before_it() {
        let build: Vec<_> = wanted(Purpose::Build).collect();
        let test: Vec<_> = wanted(Purpose::Test).collect();
        assert!(build.contains(&"gcc") && !build.contains(&"xvfb"));
        assert!(build.iter().all(|name| test.contains(name)) && test.contains(&"xvfb"));
    }

    #[test]
    fn removed_packages_are_not_installed_ones() {
        let found = installed("gcc installed\nxvfb config-files\nlibxi6 not-installed\n");
        assert!(found.contains("gcc") && found.len() == 1);
    }
}
