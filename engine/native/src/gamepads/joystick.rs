//! The joystick devices of Linux: <https://docs.kernel.org/input/joydev/joystick-api.html>.

use super::{
    layout::{AxisIs, ButtonIs, Layout},
    pads::{NewPad, Pads},
};
use rustix::fs::OFlags;
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Between two looks for new devices.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Bytes of an event: time, value, kind, number.
const EVENT_BYTES: usize = 8;
/// Events that are read at once; what is left comes with the next frame.
const MAX_EVENTS: usize = 512;
const KIND_BUTTON: u8 = 1;
const KIND_AXIS: u8 = 2;
/// Set in the kind of an event that tells how something is, not that it changed.
const KIND_INIT: u8 = 0x80;

/// The folders, and the devices that are open.
pub(super) struct Backend {
    devices: PathBuf,
    classes: PathBuf,
    open: BTreeMap<String, Joystick>,
    looked: Option<Instant>,
}

struct Joystick {
    file: File,
    layout: Layout,
    index: u8,
    /// An event that has come in part.
    part: Vec<u8>,
}

impl Backend {
    pub(super) fn new() -> Result<Backend, String> {
        Ok(Backend::at(Path::new("/dev/input"), Path::new("/sys/class/input")))
    }

    fn at(devices: &Path, classes: &Path) -> Backend {
        let (devices, classes) = (devices.to_path_buf(), classes.to_path_buf());
        Backend { devices, classes, open: BTreeMap::new(), looked: None }
    }

    pub(super) fn poll(&mut self, pads: &mut Pads, now: Instant) {
        if self.looked.is_none_or(|looked| now.saturating_duration_since(looked) >= LOOK_EVERY) {
            self.looked = Some(now);
            self.look(pads);
        }
        self.open.retain(|_, joystick| {
            let is_there = joystick.read(pads);
            if !is_there {
                pads.disconnect(joystick.index);
            }
            is_there
        });
    }

    /// Opens what is new. A device that may not be read yet (its rights come a moment after it) is tried again.
    fn look(&mut self, pads: &mut Pads) {
        let Ok(entries) = fs::read_dir(&self.devices) else { return };
        let mut names: Vec<String> =
            entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.retain(|name| {
            let number = name.strip_prefix("js");
            number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        });
        names.sort_by_key(|name| (name.len(), name.clone()));
        for name in names {
            if !self.open.contains_key(&name)
                && let Some(joystick) = self.connect(&name, pads)
            {
                self.open.insert(name, joystick);
            }
        }
    }

    fn connect(&self, name: &str, pads: &mut Pads) -> Option<Joystick> {
        let device = self.classes.join(name).join("device");
        let text = |file: &str| fs::read_to_string(device.join(file)).unwrap_or_default();
        let number = |file: &str| u16::from_str_radix(text(file).trim(), 16).ok();
        let usb = number("id/vendor").zip(number("id/product"));
        let vendor = usb.map_or(0, |(vendor, _)| vendor);
        let layout = Layout::new(&text("capabilities/key"), &text("capabilities/abs"), vendor)?;
        let nonblocking = OFlags::NONBLOCK.bits() as i32;
        let file =
            OpenOptions::new().read(true).custom_flags(nonblocking).open(self.devices.join(name)).ok()?;
        let called = text("name").trim().to_owned();
        let called = if called.is_empty() { name.to_owned() } else { called };
        let counts = (layout.buttons.len().min(255) as u8, layout.axes.len().min(255) as u8);
        let index =
            pads.connect(&NewPad { name: called, usb, others: (!layout.standard).then_some(counts) })?;
        Some(Joystick { file, layout, index, part: Vec::new() })
    }
}

impl Joystick {
    /// Reads what has come; false when the device is gone.
    fn read(&mut self, pads: &mut Pads) -> bool {
        let mut bytes = [0; EVENT_BYTES * MAX_EVENTS];
        match self.file.read(&mut bytes) {
            // A device has no end; a pipe in a test has one when nobody writes.
            Ok(0) => true,
            Ok(count) => {
                self.part.extend_from_slice(&bytes[..count]);
                let whole = self.part.len() - self.part.len() % EVENT_BYTES;
                let events: Vec<u8> = self.part.drain(..whole).collect();
                events.as_chunks::<EVENT_BYTES>().0.iter().for_each(|event| self.take(*event, pads));
                true
            }
            Err(e) => matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
        }
    }

    fn take(&self, event: [u8; EVENT_BYTES], pads: &mut Pads) {
        let [_, _, _, _, low, high, kind, number] = event;
        let value = i16::from_ne_bytes([low, high]);
        let place = (f64::from(value) / 32767.0).max(-1.0);
        match kind & !KIND_INIT {
            KIND_BUTTON => {
                if let Some(ButtonIs::Button(button)) = self.layout.buttons.get(usize::from(number)) {
                    pads.button(self.index, *button, if value == 0 { 0.0 } else { 1.0 });
                }
            }
            KIND_AXIS => match self.layout.axes.get(usize::from(number)) {
                Some(AxisIs::Axis(axis)) => pads.axis(self.index, *axis, place),
                Some(AxisIs::Trigger(button)) => pads.button(self.index, *button, (place + 1.0) / 2.0),
                Some(AxisIs::Pair(less, more)) => {
                    pads.button(self.index, *less, if place < -0.5 { 1.0 } else { 0.0 });
                    pads.button(self.index, *more, if place > 0.5 { 1.0 } else { 0.0 });
                }
                Some(AxisIs::Nothing) | None => {}
            },
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::GamepadEvent;
    use std::io::Write;

    fn event(kind: u8, number: u8, value: i16) -> [u8; 8] {
        let [low, high] = value.to_ne_bytes();
        [0, 0, 0, 0, low, high, kind, number]
    }

    /// Folders as the kernel has them, with an Xbox controller; its device is a file that a test writes to.
    fn machine() -> (tempfile::TempDir, Backend) {
        let root = tempfile::tempdir().unwrap();
        let device = root.path().join("class/js0/device");
        fs::create_dir_all(device.join("capabilities")).unwrap();
        fs::create_dir_all(device.join("id")).unwrap();
        fs::create_dir_all(root.path().join("dev")).unwrap();
        for (file, text) in [
            ("name", "Microsoft X-Box 360 pad\n"),
            ("capabilities/key", "7cdb000000000000 0 0 0 0\n"),
            ("capabilities/abs", "3003f\n"),
            ("id/vendor", "045e\n"),
            ("id/product", "028e\n"),
        ] {
            fs::write(device.join(file), text).unwrap();
        }
        let backend = Backend::at(&root.path().join("dev"), &root.path().join("class"));
        (root, backend)
    }

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn a_controller_is_found_when_it_comes_and_heard() {
        let (root, mut backend) = machine();
        let (mut pads, begin) = (Pads::default(), Instant::now());
        backend.poll(&mut pads, begin);
        assert_eq!(pads.take_events(), [], "nothing is plugged in");
        let mut device = File::create(root.path().join("dev/js0")).unwrap();
        fs::write(root.path().join("dev/event3"), "no joystick").unwrap();
        backend.poll(&mut pads, begin + Duration::from_millis(500));
        assert_eq!(pads.take_events(), [], "it looks once a second");
        device.write_all(&event(KIND_AXIS | KIND_INIT, 2, -32767)).unwrap();
        device.write_all(&event(KIND_BUTTON, 2, 1)).unwrap();
        device.write_all(&event(KIND_AXIS, 5, 32767)).unwrap();
        device.write_all(&event(KIND_AXIS, 6, -32767)).unwrap();
        // An event in two parts.
        let axis = event(KIND_AXIS, 1, -32768);
        device.write_all(&axis[..3]).unwrap();
        backend.poll(&mut pads, begin + Duration::from_secs(2));
        device.write_all(&axis[3..]).unwrap();
        backend.poll(&mut pads, begin + Duration::from_secs(2));
        let events = pads.take_events();
        let id = "Microsoft X-Box 360 pad (STANDARD GAMEPAD Vendor: 045e Product: 028e)".to_owned();
        let button = |button, value| (0, GamepadEvent::Button { button, value });
        assert_eq!(
            events,
            [
                (0, GamepadEvent::Connected { id, standard: true, buttons: 17, axes: 4 }),
                button(2, 1.0),
                button(7, 1.0),
                button(14, 1.0),
                (0, GamepadEvent::Axis { axis: 1, value: -1.0 }),
            ]
        );
    }

    #[test]
    fn devices_of_anybody_are_read_without_harm() {
        let (root, mut backend) = machine();
        let hash = |i: u32| i.wrapping_mul(2_654_435_761) >> 13;
        let mut noise: Vec<u8> = (0..10_000).map(|i| hash(i) as u8).collect();
        for i in 0..2000 {
            let (kind, value) =
                ((1 + hash(i) % 2) as u8 | KIND_INIT, if hash(i + 1) % 3 == 0 { 0 } else { i16::MIN });
            noise.extend(event(kind, (hash(i + 2) % 24) as u8, value));
        }
        noise.extend([0xff; 5]);
        fs::write(root.path().join("dev/js0"), noise).unwrap();
        let (mut pads, now) = (Pads::default(), Instant::now());
        for _ in 0..12 {
            backend.poll(&mut pads, now);
        }
        assert!(pads.take_events().len() > 100);
    }
}
