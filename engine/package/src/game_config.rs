//! `game.json`, as types.
//!
//! Every field that the platform documents is here, whether or not the runtime acts on it, so that an unknown
//! field is a warning worth reading. Spec: developers.weixin.qq.com/minigame/dev/reference/configuration/app.html.

mod read;

use sparrow_platform::RelativePath;

pub(crate) use read::text_of;

/// How the screen is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceOrientation {
    /// Upright.
    #[default]
    Portrait,
    /// Lying, to the side the platform prefers.
    Landscape,
    /// Lying, its top to the left.
    LandscapeLeft,
    /// Lying, its top to the right.
    LandscapeRight,
}

impl DeviceOrientation {
    /// True for the three lying ones.
    pub fn is_landscape(self) -> bool {
        self != DeviceOrientation::Portrait
    }
}

/// Time limits of the network calls, each 60,000 ms unless set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetworkTimeout {
    /// `wx.request`.
    pub request_ms: f64,
    /// `wx.connectSocket`.
    pub connect_socket_ms: f64,
    /// `wx.uploadFile`.
    pub upload_file_ms: f64,
    /// `wx.downloadFile`.
    pub download_file_ms: f64,
}

impl Default for NetworkTimeout {
    fn default() -> NetworkTimeout {
        let ms = 60_000.0;
        NetworkTimeout { request_ms: ms, connect_socket_ms: ms, upload_file_ms: ms, download_file_ms: ms }
    }
}

/// The folder that workers' files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workers {
    /// The folder.
    pub path: RelativePath,
    /// True when the folder is a subpackage, loaded on demand.
    pub is_subpackage: bool,
}

/// A part of the game that is loaded on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subpackage {
    /// The name that `wx.loadSubpackage` takes.
    pub name: String,
    /// A folder, or a script.
    pub root: RelativePath,
    /// True when the game can start from it without the main package.
    pub independent: bool,
}

impl Subpackage {
    /// The script that runs when the subpackage has been loaded.
    pub fn entry(&self) -> RelativePath {
        if self.root.as_str().ends_with(".js") {
            return self.root.clone();
        }
        self.root.join("game.js").unwrap_or_else(|_| self.root.clone())
    }
}

/// A plugin that the game uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugin {
    /// The name that the game requires it by.
    pub name: String,
    /// The wanted version.
    pub version: String,
    /// The plugin's app id.
    pub provider: String,
    /// Where it runs (`isolatedContext`), as given.
    pub contexts: Vec<String>,
    /// The folder of the package that holds it, where game.json names one.
    pub path: Option<RelativePath>,
}

/// What a permission is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The scope, `scope.userLocation`.
    pub scope: String,
    /// The reason shown to the player.
    pub desc: String,
}

/// A template of `wx.modifyFriendInteractiveStorage`.
#[derive(Clone, Debug, PartialEq)]
pub struct InteractiveTemplate {
    /// The key.
    pub key: String,
    /// The action in the sentence shown.
    pub action: String,
    /// The object of the action.
    pub object: String,
    /// The ratio between stored and shown value.
    pub ratio: f64,
}

/// How the game is shown beside others (`displayMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayMode {
    /// In the ordinary full-screen window.
    Normal,
    /// In a half-screen window.
    HalfPage,
}

/// `game.json`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GameConfig {
    /// `deviceOrientation`.
    pub device_orientation: DeviceOrientation,
    /// `desktopDeviceOrientation`, where it differs.
    pub desktop_device_orientation: Option<DeviceOrientation>,
    /// `showStatusBar`.
    pub show_status_bar: bool,
    /// `networkTimeout`.
    pub network_timeout: NetworkTimeout,
    /// `workers`.
    pub workers: Option<Workers>,
    /// `subpackages`, also written `subPackages`.
    pub subpackages: Vec<Subpackage>,
    /// `parallelPreloadSubpackages`: names of subpackages loaded beside the main package.
    pub parallel_preload_subpackages: Vec<String>,
    /// `navigateToMiniProgramAppIdList`.
    pub navigate_to_mini_program_app_id_list: Vec<String>,
    /// `permission`.
    pub permission: Vec<Permission>,
    /// `openDataContext`: the folder of the open data domain.
    pub open_data_context: Option<RelativePath>,
    /// `plugins`.
    pub plugins: Vec<Plugin>,
    /// `resizable`: the window may change its size on a desktop.
    pub resizable: bool,
    /// `displayMode`.
    pub display_mode: Option<DisplayMode>,
    /// `iOSHighPerformance`.
    pub ios_high_performance: bool,
    /// `modifyFriendInteractiveStorageTemplates`.
    pub modify_friend_interactive_storage_templates: Vec<InteractiveTemplate>,
    /// `modifyFriendInteractiveStorageConfirmWording`.
    pub modify_friend_interactive_storage_confirm_wording: Option<String>,
    /// `serviceProviderTicket`: a signature of the platform's, which nothing here checks.
    pub service_provider_ticket: Option<String>,
    /// `requiredPrivateInfos`: private interfaces that the game names.
    pub required_private_infos: Vec<String>,
    /// `requiredBackgroundModes`.
    pub required_background_modes: Vec<String>,
}
