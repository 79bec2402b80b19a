//! `sparrow.toml`: who the user is, what was allowed, how ads, payments and dialogs end, where the device is.
//!
//! Every table and every key may be left out. A key that is none, or a value of the wrong type, is an error with its line.
//!
//! ```toml
//! [user]
//! nick_name = "Ada"
//! [permissions]
//! user_location = "denied"
//! [ads]
//! rewarded_video = ["no_fill", "completed"]
//! ```

use crate::{cloud::CloudConfig, outcomes::Outcomes};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;

/// A services file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ServicesFileError(String);

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServicesFile {
    /// Who plays.
    pub user: User,
    /// What the user has already said to questions for permission.
    pub permissions: Permissions,
    /// The privacy contract.
    pub privacy: Privacy,
    /// How dialogs are answered.
    pub dialogs: Dialogs,
    /// How ads end.
    pub ads: Ads,
    /// How payments end.
    pub payments: Payments,
    /// How shares end.
    pub share: Share,
    /// Where the device is.
    pub location: Location,
    /// The device.
    pub device: Device,
    /// How the device is held and moved.
    pub motion: Motion,
    /// What the user chooses where a game asks for pictures or files.
    pub album: Album,
    /// What the camera sees.
    pub camera: Camera,
    /// The game's life.
    pub app: App,
    /// `wx.cloud`.
    pub cloud: CloudConfig,
}

impl ServicesFile {
    /// Parses the text of a file; the error has line and column.
    pub fn parse(text: &str) -> Result<ServicesFile, ServicesFileError> {
        let file: ServicesFile =
            toml::from_str(text).map_err(|e| ServicesFileError(e.to_string().trim_end().to_owned()))?;
        file.check().map_err(ServicesFileError)?;
        Ok(file)
    }

    fn check(&self) -> Result<(), String> {
        let within = |name: &str, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(format!("`{name}` should be {low} to {high}, not {value}"))
            }
        };
        within("location.latitude", self.location.latitude, -90.0, 90.0)?;
        within("location.longitude", self.location.longitude, -180.0, 180.0)?;
        within("device.battery", f64::from(self.device.battery), 1.0, 100.0)?;
        within("device.brightness", self.device.brightness, 0.0, 1.0)?;
        within("user.gender", f64::from(self.user.gender), 0.0, 2.0)?;
        within("ads.seconds", f64::from(self.ads.seconds), 0.0, 120.0)
    }
}

/// Who plays.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct User {
    pub nick_name: String,
    pub avatar_url: String,
    /// 0 unknown, 1 male, 2 female.
    pub gender: u8,
    pub city: String,
    pub province: String,
    pub country: String,
    pub language: String,
    pub open_id: String,
    pub union_id: String,
    pub phone_number: String,
    /// False: `login` fails, as without a network.
    pub signed_in: bool,
    /// False: `checkSession` fails until the next `login`.
    pub session_valid: bool,
}

impl Default for User {
    fn default() -> User {
        User {
            nick_name: "Sparrow".to_owned(),
            avatar_url: String::new(),
            gender: 0,
            city: String::new(),
            province: String::new(),
            country: String::new(),
            language: "zh_CN".to_owned(),
            open_id: "o-sparrow-simulated-user-0001".to_owned(),
            union_id: "u-sparrow-simulated-user-0001".to_owned(),
            phone_number: "13800000000".to_owned(),
            signed_in: true,
            session_valid: true,
        }
    }
}

/// What the user said to a question for permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub(crate) enum Permission {
    Granted,
    Denied,
    /// Not asked yet.
    Ask,
}

/// By the platform's scope in snake_case without `scope.`: `user_info`, `user_location`, `werun`, `write_photos_album`, ...
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permissions(pub(crate) BTreeMap<String, Permission>);

/// Scopes: the platform's name, and the file's.
pub(crate) const SCOPES: &[(&str, &str)] = &[
    ("scope.userInfo", "user_info"),
    ("scope.userLocation", "user_location"),
    ("scope.userFuzzyLocation", "user_fuzzy_location"),
    ("scope.werun", "werun"),
    ("scope.writePhotosAlbum", "write_photos_album"),
    ("scope.WxFriendInteraction", "wx_friend_interaction"),
    ("scope.gameClubData", "game_club_data"),
    ("scope.record", "record"),
    ("scope.camera", "camera"),
    ("scope.bluetooth", "bluetooth"),
    ("scope.addPhoneContact", "add_phone_contact"),
    ("scope.address", "address"),
];

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = BTreeMap::<String, Permission>::deserialize(deserializer)?;
        let mut out = BTreeMap::new();
        for (name, permission) in written {
            let Some((scope, _)) = SCOPES.iter().find(|(_, file)| *file == name) else {
                let known: Vec<_> = SCOPES.iter().map(|(_, file)| *file).collect();
                let text = format!("`{name}` is no permission; there are {}", known.join(", "));
                return Err(de::Error::custom(text));
            };
            out.insert((*scope).to_owned(), permission);
        }
        Ok(Permissions(out))
    }
}

/// The privacy contract.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Privacy {
    /// True: the user has not agreed yet, and names that touch private data ask first.
    pub needed: bool,
    /// What `getPrivacySetting` calls the contract.
    pub contract: String,
}

impl Default for Privacy {
    fn default() -> Privacy {
        Privacy { needed: false, contract: "《Sparrow》".to_owned() }
    }
}

/// Who answers dialogs and questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// Whoever sits at the window, or the input script.
    User,
    /// At once: yes.
    Confirm,
    /// At once: no.
    Cancel,
}

/// An item of an action sheet, or `"cancel"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SheetChoice {
    Item(usize),
    Cancel,
}

impl<'de> Deserialize<'de> for SheetChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Choice;
        impl de::Visitor<'_> for Choice {
            type Value = SheetChoice;
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("the index of an item or \"cancel\"")
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<SheetChoice, E> {
                usize::try_from(n)
                    .map(SheetChoice::Item)
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(n), &self))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<SheetChoice, E> {
                match text {
                    "cancel" => Ok(SheetChoice::Cancel),
                    other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
                }
            }
        }
        deserializer.deserialize_any(Choice)
    }
}

/// How dialogs are answered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dialogs {
    /// Who answers; the player's window leaves it to the user, a run without a window confirms.
    pub answer: Option<Answers>,
    /// `showModal`, in order: `"confirm"`, `"cancel"` or `"user"`. Goes before `answer`.
    pub modal: Option<Outcomes<Answers>>,
    /// What is typed into an editable modal when nobody types.
    pub modal_text: String,
    /// `showActionSheet`, in order: an index or `"cancel"`. Goes before `answer`.
    pub(crate) action_sheet: Option<Outcomes<SheetChoice>>,
}

/// How an ad ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdOutcome {
    /// Watched to its end.
    Completed,
    /// Closed before its end.
    Closed,
    /// There is none: error 1004.
    NoFill,
    /// The unit is unknown: error 1002.
    Invalid,
    /// The platform's fault: error 1003.
    Error,
    /// Whoever sits at the window closes it.
    User,
}

/// How ads end. Without an outcome, a window leaves it to the user and a run without one completes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Ads {
    pub rewarded_video: Option<Outcomes<AdOutcome>>,
    pub interstitial: Option<Outcomes<AdOutcome>>,
    pub banner: Option<Outcomes<AdOutcome>>,
    pub grid: Option<Outcomes<AdOutcome>>,
    pub custom: Option<Outcomes<AdOutcome>>,
    /// How long an ad runs until it counts as watched.
    pub seconds: u32,
}

impl Default for Ads {
    fn default() -> Ads {
        Ads { rewarded_video: None, interstitial: None, banner: None, grid: None, custom: None, seconds: 5 }
    }
}

/// How a payment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentOutcome {
    /// Paid.
    Paid,
    /// The user turned back.
    Cancelled,
    /// The platform refused.
    Failed,
    /// Whoever sits at the window says.
    User,
}

/// How payments end.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Payments {
    /// In order. Without it, a window leaves it to the user and a run without one pays.
    pub outcome: Option<Outcomes<PaymentOutcome>>,
    /// What `checkIsSupportMidasPayment` says.
    pub unsupported: bool,
}

/// How shares end.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Share {
    /// How long the game is hidden while a friend is chosen. Many games measure it.
    pub away_ms: u32,
    /// What `getShareInfo` says about the group.
    pub open_g_id: String,
}

impl Default for Share {
    fn default() -> Share {
        Share { away_ms: 3000, open_g_id: "g-sparrow-simulated-group-0001".to_owned() }
    }
}

/// Where the device is. The default is the middle of Shenzhen.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Location {
    pub latitude: f64,
    pub longitude: f64,
    /// Metres a second; -1 when it is not known.
    pub speed: f64,
    /// Metres.
    pub accuracy: f64,
    /// Metres.
    pub altitude: f64,
    pub vertical_accuracy: f64,
    pub horizontal_accuracy: f64,
    /// False: the system's location service is off.
    pub enabled: bool,
}

impl Default for Location {
    fn default() -> Location {
        Location {
            latitude: 22.540_5,
            longitude: 113.934_5,
            speed: -1.0,
            accuracy: 30.0,
            altitude: 10.0,
            vertical_accuracy: 10.0,
            horizontal_accuracy: 30.0,
            enabled: true,
        }
    }
}

/// The device.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Device {
    /// A name of [`crate::profiles`]; `--device` goes before it.
    pub profile: Option<String>,
    /// Percent.
    pub battery: u32,
    /// On the charger.
    pub charging: bool,
    /// In power saving mode.
    pub low_power: bool,
    /// 0 to 1.
    pub brightness: f64,
    /// What stands on the clipboard.
    pub clipboard: String,
    /// The system's Bluetooth switch.
    pub bluetooth: bool,
    /// The system's WLAN switch.
    pub wifi: bool,
    /// 1 to 50.
    pub benchmark_level: Option<i32>,
    /// What `scanCode` reads; empty for a user who turns back.
    pub scan: String,
}

impl Default for Device {
    fn default() -> Device {
        Device {
            profile: None,
            battery: 80,
            charging: false,
            low_power: false,
            brightness: 0.5,
            clipboard: String::new(),
            bluetooth: true,
            wifi: true,
            benchmark_level: None,
            scan: String::new(),
        }
    }
}

/// How the device is held and moved. The default lies still on a table.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Motion {
    /// In units of gravity.
    pub acceleration: [f64; 3],
    /// Radians a second.
    pub rotation_rate: [f64; 3],
    /// Degrees from north.
    pub direction: f64,
    /// alpha, beta, gamma in degrees.
    pub orientation: [f64; 3],
}

impl Default for Motion {
    fn default() -> Motion {
        Motion {
            acceleration: [0.0, 0.0, -1.0],
            rotation_rate: [0.0; 3],
            direction: 0.0,
            orientation: [0.0; 3],
        }
    }
}

/// The user's pictures, videos and other files, by their paths below the file's folder.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Album {
    /// In the order in which they are chosen.
    pub files: Vec<String>,
}

/// The camera.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Camera {
    /// A picture or an MP4 below the file's folder; without one it sees bars of colour that move.
    pub source: Option<String>,
}

/// What `getUpdateManager` finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Update {
    /// Nothing new.
    #[default]
    None,
    /// A new version, which is ready at once.
    Ready,
    /// A new version that cannot be fetched.
    Failed,
}

/// The game's life.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct App {
    /// What `getUpdateManager` finds.
    pub update: Update,
    /// True: another mini program led here, so `navigateBackMiniProgram` has a way back.
    pub came_from: Option<String>,
    /// What `getExptInfoSync` and `getGameExptInfo` say.
    pub experiments: BTreeMap<String, String>,
    /// The game is on the user's list of mini programs.
    pub is_added: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(ServicesFile::parse("").unwrap(), ServicesFile::default());
    }

    #[test]
    fn outcomes_and_permissions_are_read() {
        let text = "[permissions]\nuser_location = \"denied\"\n[ads]\nrewarded_video = [\"no_fill\", \"completed\"]\n\
                    [dialogs]\naction_sheet = [1, \"cancel\"]";
        let mut file = ServicesFile::parse(text).unwrap();
        assert_eq!(file.permissions.0["scope.userLocation"], Permission::Denied);
        let ads = file.ads.rewarded_video.as_mut().unwrap();
        assert_eq!([ads.take(), ads.take()], [AdOutcome::NoFill, AdOutcome::Completed]);
        let sheet = file.dialogs.action_sheet.as_mut().unwrap();
        assert_eq!([sheet.take(), sheet.take()], [SheetChoice::Item(1), SheetChoice::Cancel]);
    }

    #[test]
    fn mistakes_have_their_line() {
        let error = |text: &str| ServicesFile::parse(text).unwrap_err().to_string();
        let unknown = error("[user]\nnick_name = \"A\"\nnickname = \"B\"");
        assert!(unknown.contains("line 3") && unknown.contains("nickname"), "{unknown}");
        let kind = error("[device]\nbattery = \"full\"");
        assert!(kind.contains("line 2") && kind.contains("battery"), "{kind}");
        let word = error("[ads]\nbanner = \"sometimes\"");
        assert!(word.contains("line 2") && word.contains("no_fill"), "{word}");
        assert!(error("[permissions]\ncamara = \"denied\"").contains("write_photos_album"));
        assert!(error("[location]\nlatitude = 100").contains("location.latitude"));
        assert!(error("[ads]\nbanner = []").contains("empty"));
    }
}
