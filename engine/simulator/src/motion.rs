//! Sensors: accelerometer, gyroscope, compass, device motion. They tell what the services file says, at the game's pace.

use crate::simulator::{Handler, Simulator, ok, text};
use serde_json::{Value, json};
use sparrow_platform::{Reply, ServiceCall};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("startAccelerometer", |sim, call| sim.start(Sensor::Accelerometer, call)),
    ("stopAccelerometer", |sim, _| sim.stop(Sensor::Accelerometer)),
    ("startGyroscope", |sim, call| sim.start(Sensor::Gyroscope, call)),
    ("stopGyroscope", |sim, _| sim.stop(Sensor::Gyroscope)),
    ("startCompass", |sim, call| sim.start(Sensor::Compass, call)),
    ("stopCompass", |sim, _| sim.stop(Sensor::Compass)),
    ("startDeviceMotionListening", |sim, call| sim.start(Sensor::DeviceMotion, call)),
    ("stopDeviceMotionListening", |sim, _| sim.stop(Sensor::DeviceMotion)),
];

/// Sensors that are on, with when they tell next.
#[derive(Debug, Default)]
pub(crate) struct Motion {
    on: Vec<On>,
}

#[derive(Debug)]
struct On {
    sensor: Sensor,
    every_ms: f64,
    next_ms: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sensor {
    Accelerometer,
    Gyroscope,
    Compass,
    DeviceMotion,
}

impl Simulator {
    fn start(&mut self, sensor: Sensor, call: ServiceCall<'_>) -> Reply {
        // The platform's paces: game 20 ms, ui 60 ms, normal 200 ms; a compass has one of its own.
        let every_ms = match (sensor, text(&call, "interval")) {
            (Sensor::Compass, _) => 200.0,
            (_, "game") => 20.0,
            (_, "ui") => 60.0,
            _ => 200.0,
        };
        self.motion.on.retain(|on| on.sensor != sensor);
        self.motion.on.push(On { sensor, every_ms, next_ms: call.now_ms + every_ms });
        ok()
    }

    fn stop(&mut self, sensor: Sensor) -> Reply {
        self.motion.on.retain(|on| on.sensor != sensor);
        ok()
    }

    fn reading(&self, sensor: Sensor) -> (&'static str, Value) {
        let motion = &self.file.motion;
        let [x, y, z] = motion.acceleration;
        let [rx, ry, rz] = motion.rotation_rate;
        let [alpha, beta, gamma] = motion.orientation;
        match sensor {
            Sensor::Accelerometer => ("AccelerometerChange", json!({ "x": x, "y": y, "z": z })),
            Sensor::Gyroscope => ("GyroscopeChange", json!({ "x": rx, "y": ry, "z": rz })),
            Sensor::Compass => {
                ("CompassChange", json!({ "direction": motion.direction, "accuracy": "high" }))
            }
            Sensor::DeviceMotion => {
                ("DeviceMotionChange", json!({ "alpha": alpha, "beta": beta, "gamma": gamma }))
            }
        }
    }

    /// Tells what is due; a slow frame gets one reading, not those that it missed.
    pub(crate) fn poll_motion(&mut self, now_ms: f64) {
        let mut due = Vec::new();
        for on in &mut self.motion.on {
            if now_ms >= on.next_ms {
                on.next_ms = (on.next_ms + on.every_ms).max(now_ms);
                due.push(on.sensor);
            }
        }
        for sensor in due {
            let (name, detail) = self.reading(sensor);
            self.emit(name, detail);
        }
    }
}
