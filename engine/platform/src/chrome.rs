//! What stands over a game: toast, dialog, ad, keyboard, buttons. Only what is shown, as data; the runtime draws it and says what
//! the user chose.
//!
//! Boundary: no layout, no colours but those that a game gave.

use serde::{Deserialize, Serialize};

/// The whole of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chrome {
    /// `showToast` and `showLoading`: one at a time.
    pub toast: Option<Toast>,
    /// `showModal`, `showActionSheet` and the platform's own questions: the one in front.
    pub dialog: Option<Dialog>,
    /// An ad over the whole window.
    pub ad: Option<AdPanel>,
    /// The text that `showKeyboard` opened.
    pub keyboard: Option<KeyboardBar>,
    /// Buttons and ads of a place of their own, in the order in which they were shown.
    pub widgets: Vec<Widget>,
}

impl Chrome {
    /// True when there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.toast.is_none()
            && self.dialog.is_none()
            && self.ad.is_none()
            && self.keyboard.is_none()
            && self.widgets.is_empty()
    }
}

/// A short text in the middle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Toast {
    /// The text.
    pub title: String,
    /// The picture above it.
    pub icon: ToastIcon,
    /// Touches do not reach the game.
    pub mask: bool,
}

/// The picture of a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum ToastIcon {
    None,
    Success,
    Error,
    Loading,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Dialog {
    Modal(Modal),
    Sheet(Sheet),
}

/// `showModal`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Modal {
    /// May be empty.
    pub title: String,
    /// May be empty.
    pub content: String,
    /// The text of the right button.
    pub confirm_text: String,
    /// CSS colour.
    pub confirm_color: String,
    /// The text of the left button; `None` when there is only one.
    pub cancel_text: Option<String>,
    /// CSS colour.
    pub cancel_color: String,
    /// A field for text.
    pub entry: Option<TextEntry>,
}

/// A field for text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextEntry {
    /// What stands in it.
    pub value: String,
    /// What stands in it while it is empty.
    pub placeholder: String,
}

/// `showActionSheet`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Above the items; may be empty.
    pub title: String,
    /// What can be chosen.
    pub items: Vec<String>,
    /// CSS colour of the items.
    pub item_color: String,
    /// The text of the last line, which cancels.
    pub cancel_text: String,
}

/// An ad over the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdPanel {
    /// What kind it is.
    pub shape: AdShape,
    /// The words on it.
    pub title: String,
    /// The ad unit.
    pub unit: String,
    /// Until it counts as watched; 0 when it does.
    pub seconds_left: u32,
}

/// Kinds of ads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum AdShape {
    Banner,
    Grid,
    Custom,
    Interstitial,
    RewardedVideo,
}

/// The text above the on-screen keyboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyboardBar {
    /// What was typed.
    pub value: String,
    /// The word on the button.
    pub confirm_text: String,
    /// Enter makes a line.
    pub multiple: bool,
}

/// Something at a place that the game chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Widget {
    /// Names it in [`Choice::Widget`].
    pub id: u64,
    /// Logical pixels.
    pub left: f64,
    /// Logical pixels.
    pub top: f64,
    /// Logical pixels.
    pub width: f64,
    /// Logical pixels.
    pub height: f64,
    /// What stands on it.
    pub text: String,
    /// CSS colour of the text; empty for the usual one.
    pub color: String,
    /// CSS colour; empty for none.
    pub background_color: String,
    /// CSS colour; empty for none.
    pub border_color: String,
    /// Logical pixels.
    pub border_width: f64,
    /// Logical pixels.
    pub border_radius: f64,
    /// Logical pixels.
    pub font_size: f64,
    /// Where the text stands.
    pub text_align: TextAlign,
    /// Logical pixels: the text is in the middle of a line of this height at the top; `None` for the height of the widget.
    pub line_height: Option<f64>,
    /// An image file of the game's that fills it; empty for none.
    pub image: String,
    /// The sign of the game club.
    pub icon: Option<WidgetIcon>,
    /// True for an ad, false for a button of the game.
    pub is_ad: bool,
}

/// Where a text stands in its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum TextAlign {
    Left,
    #[default]
    Center,
    Right,
}

/// The colours of the game club's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum WidgetIcon {
    Green,
    White,
    Dark,
    Light,
}

/// What the user did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Choice {
    /// The confirming button of a modal.
    Confirm,
    /// The cancelling button, or beside a sheet.
    Cancel,
    /// An item of a sheet, from 0.
    Item(usize),
    /// The ad's closing button.
    CloseAd,
    /// A widget.
    Widget(u64),
    /// Text was typed.
    Text(String),
    /// A key of the keyboard that is no text, by its name in UI Events: `Backspace`, `Enter`, `Escape`.
    Key(String),
}
