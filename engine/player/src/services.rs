//! `sparrow.toml` and the device: what the command line and the services file say together.

use crate::{args::RunArgs, exit::Exit};
use sparrow_platform::{Avatar, DeviceInfo, SocialWorld};
use sparrow_simulator::{ServicesFile, profiles::Profile};
use std::path::{Path, PathBuf};

/// The file that is used when `--services` names none.
const FILE_NAME: &str = "sparrow.toml";
/// Window of the game without `--size` and `--device`.
const USUAL_SIZE: (f64, f64) = (375.0, 667.0);
const USUAL_RATIO: f64 = 2.0;

/// Reads the services file; without one there are defaults.
pub(crate) fn read(args: &RunArgs) -> Result<ServicesFile, Exit> {
    let Some(file) = place(args) else { return Ok(ServicesFile::default()) };
    let text = std::fs::read_to_string(&file).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))?;
    ServicesFile::parse(&text).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))
}

fn place(args: &RunArgs) -> Option<PathBuf> {
    if args.services.is_some() {
        return args.services.clone();
    }
    let folder = if args.package.is_dir() { args.package.as_path() } else { args.package.parent()? };
    Some(folder.join(FILE_NAME)).filter(|file| Path::is_file(file))
}

/// The folder that paths in the services file are below; there need be no such file.
pub(crate) fn folder(args: &RunArgs) -> Option<PathBuf> {
    let folder = match &args.services {
        Some(file) => file.parent()?,
        None if args.package.is_dir() => args.package.as_path(),
        None => args.package.parent()?,
    };
    // The parent of a bare file name is the empty path: where we are.
    Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
}

/// Who plays, and the friends. One user for the open services and for the open data domain: `--user` goes before the services file, and what neither
/// says of the user follows from the name.
pub(crate) fn players(args: &RunArgs, services: &mut ServicesFile) -> SocialWorld {
    let usual = ServicesFile::default().user;
    let user = &mut services.user;
    if let Some(name) = &args.user {
        user.nick_name.clone_from(name);
    }
    let mut world = SocialWorld::of(&user.nick_name);
    if user.open_id == usual.open_id {
        user.open_id.clone_from(&world.me.open_id);
    }
    let by_name = std::mem::replace(&mut world.me.open_id, user.open_id.clone());
    for member in world.groups.iter_mut().flat_map(|group| &mut group.members) {
        if *member == by_name {
            member.clone_from(&user.open_id);
        }
    }
    if user.avatar_url.is_empty() {
        user.avatar_url = world.me.avatar_url();
    } else {
        world.me.avatar = Avatar::Url(user.avatar_url.clone());
    }
    (world.me.gender, world.me.language) = (user.gender, user.language.clone());
    (world.me.city, world.me.province) = (user.city.clone(), user.province.clone());
    world.me.country.clone_from(&user.country);
    world
}

/// The device that the game is told of.
pub(crate) fn device(args: &RunArgs, services: &ServicesFile, landscape: bool) -> Result<DeviceInfo, Exit> {
    let profile = match (&args.device, &services.device.profile) {
        (Some(profile), _) => Some(*profile),
        (None, Some(name)) => Some(Profile::named(name).ok_or_else(|| {
            Exit::usage(format!("{FILE_NAME}: device.profile: there is no device {name:?}; see --help"))
        })?),
        (None, None) => None,
    };
    let size = args.size.map(|(w, h)| (f64::from(w), f64::from(h)));
    let (mut width, mut height) = size.or_else(|| profile.map(|p| p.size(landscape))).unwrap_or(USUAL_SIZE);
    if landscape && width < height {
        (width, height) = (height, width);
    }
    let mut device = match profile {
        Some(profile) => profile.device(landscape),
        None => DeviceInfo::phone(width, height, USUAL_RATIO),
    };
    // A size of one's own keeps the profile's margins.
    device.safe_area.right += width - device.window_width;
    device.safe_area.bottom += height - device.window_height;
    (device.window_width, device.window_height) = (width, height);
    (device.screen_width, device.screen_height) = (width, height);
    if let Some(ratio) = args.dpr {
        device.pixel_ratio = ratio;
    }
    if let Some(platform) = args.platform.as_deref().filter(|platform| *platform != device.platform) {
        device.set_platform(platform);
    }
    if let Some(level) = services.device.benchmark_level {
        device.benchmark_level = level;
    }
    Ok(device)
}

/// Size of the player's window before the package has said how it is held.
pub(crate) fn window_size(args: &RunArgs) -> Result<(f64, f64), Exit> {
    let device = device(args, &read(args)?, false)?;
    Ok((device.window_width, device.window_height))
}
