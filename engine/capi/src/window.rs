//! A window of the app's, as raw handles.

use crate::versioned::Versioned;
use std::ffi::c_void;

/// `handle` is an `ANativeWindow *`.
pub const SPARROW_WINDOW_ANDROID: u32 = 1;
/// `handle` is a `UIView *` with a `CAMetalLayer`, or one that a layer may be added to. Create the game on the main thread.
pub const SPARROW_WINDOW_UIKIT: u32 = 2;
/// `handle` is an `NSView *`. Create the game on the main thread.
pub const SPARROW_WINDOW_APPKIT: u32 = 3;
/// `handle` is an `HWND`.
pub const SPARROW_WINDOW_WIN32: u32 = 4;
/// `display` is a `Display *`, `id` a `Window`.
pub const SPARROW_WINDOW_XLIB: u32 = 5;
/// `display` is an `xcb_connection_t *`, `id` an `xcb_window_t`.
pub const SPARROW_WINDOW_XCB: u32 = 6;
/// `display` is a `wl_display *`, `handle` a `wl_surface *`.
pub const SPARROW_WINDOW_WAYLAND: u32 = 7;

/// Where a game is shown. The window lives until `sparrow_game_set_window` has been told of another, or of none, or until the game is destroyed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SparrowWindow {
    /// `sizeof(sparrow_window)`; set by `SPARROW_WINDOW_INIT`.
    pub size: usize,
    /// `SPARROW_WINDOW_*`.
    pub kind: u32,
    /// X11: the screen.
    pub screen: i32,
    /// The connection to the window system, where there is one.
    pub display: *mut c_void,
    /// The window, where it is a pointer.
    pub handle: *mut c_void,
    /// The window, where it is a number.
    pub id: u64,
    /// Its inside in physical pixels.
    pub width: u32,
    /// Its inside in physical pixels.
    pub height: u32,
}

// SAFETY: `repr(C)`, size first, numbers and pointers.
unsafe impl Versioned for SparrowWindow {
    const NAME: &'static str = "sparrow_window";
}

#[cfg(feature = "gpu")]
pub(crate) use raw::RawWindow;

#[cfg(feature = "gpu")]
mod raw {
    use super::*;
    use crate::status::Refusal;
    use raw_window_handle::{
        AndroidDisplayHandle, AndroidNdkWindowHandle, AppKitDisplayHandle, AppKitWindowHandle, DisplayHandle,
        HandleError, HasDisplayHandle, HasWindowHandle, RawDisplayHandle, RawWindowHandle,
        UiKitDisplayHandle, UiKitWindowHandle, WaylandDisplayHandle, WaylandWindowHandle, Win32WindowHandle,
        WindowHandle, WindowsDisplayHandle, XcbDisplayHandle, XcbWindowHandle, XlibDisplayHandle,
        XlibWindowHandle,
    };
    use sparrow_base::PixelSize;
    use std::{
        num::{NonZeroIsize, NonZeroU32},
        ptr::NonNull,
    };

    /// Handles that a surface can be made for.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct RawWindow {
        window: RawWindowHandle,
        display: RawDisplayHandle,
        pub(crate) size: PixelSize,
    }

    // SAFETY: the handles are only used by the surface, on the game's thread; the bounds are wgpu's for windows that move.
    unsafe impl Send for RawWindow {}
    // SAFETY: as above.
    unsafe impl Sync for RawWindow {}

    impl RawWindow {
        pub(crate) fn new(window: &SparrowWindow) -> Result<RawWindow, Refusal> {
            let pointer = |pointer: *mut c_void, name: &str| {
                NonNull::new(pointer)
                    .ok_or_else(|| Refusal::argument(format!("sparrow_window.{name} is null")))
            };
            let bad_id = || Refusal::argument(format!("sparrow_window.id {} is no window", window.id));
            let handle = || pointer(window.handle, "handle");
            let display = || pointer(window.display, "display");
            let (raw, connection): (RawWindowHandle, RawDisplayHandle) = match window.kind {
                SPARROW_WINDOW_ANDROID => {
                    (AndroidNdkWindowHandle::new(handle()?).into(), AndroidDisplayHandle::new().into())
                }
                SPARROW_WINDOW_UIKIT => {
                    (UiKitWindowHandle::new(handle()?).into(), UiKitDisplayHandle::new().into())
                }
                SPARROW_WINDOW_APPKIT => {
                    (AppKitWindowHandle::new(handle()?).into(), AppKitDisplayHandle::new().into())
                }
                SPARROW_WINDOW_WIN32 => {
                    let hwnd = NonZeroIsize::new(handle()?.as_ptr() as isize).ok_or_else(bad_id)?;
                    (Win32WindowHandle::new(hwnd).into(), WindowsDisplayHandle::new().into())
                }
                SPARROW_WINDOW_XLIB => {
                    #[allow(clippy::useless_conversion, reason = "the type is as wide as the system says")]
                    let id = window.id.try_into().map_err(|_| bad_id())?;
                    if window.id == 0 {
                        return Err(bad_id());
                    }
                    let connection = XlibDisplayHandle::new(Some(display()?), window.screen);
                    (XlibWindowHandle::new(id).into(), connection.into())
                }
                SPARROW_WINDOW_XCB => {
                    let id = u32::try_from(window.id).ok().and_then(NonZeroU32::new).ok_or_else(bad_id)?;
                    let connection = XcbDisplayHandle::new(Some(display()?), window.screen);
                    (XcbWindowHandle::new(id).into(), connection.into())
                }
                SPARROW_WINDOW_WAYLAND => {
                    (WaylandWindowHandle::new(handle()?).into(), WaylandDisplayHandle::new(display()?).into())
                }
                other => {
                    return Err(Refusal::argument(format!(
                        "sparrow_window.kind {other} is no kind of window"
                    )));
                }
            };
            Ok(RawWindow {
                window: raw,
                display: connection,
                size: PixelSize::new(window.width, window.height),
            })
        }
    }

    impl HasWindowHandle for RawWindow {
        fn window_handle(&self) -> Result<WindowHandle<'_>, HandleError> {
            // SAFETY: the app keeps the window until the game has another, by the contract.
            Ok(unsafe { WindowHandle::borrow_raw(self.window) })
        }
    }

    impl HasDisplayHandle for RawWindow {
        fn display_handle(&self) -> Result<DisplayHandle<'_>, HandleError> {
            // SAFETY: as above.
            Ok(unsafe { DisplayHandle::borrow_raw(self.display) })
        }
    }
}
