//! `PannerNode`: <https://webaudio.github.io/web-audio-api/#Spatialization>
//!
//! `HRTF` is played as `equalpower`: a set of measured ears is larger than the rest of the engine.

use std::f64::consts::FRAC_PI_2;

use crate::graph::{
    block::QUANTUM,
    node::{Change, Io, Processor},
    param::Param,
};

/// `distanceModel`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum DistanceModel {
    Linear,
    #[default]
    Inverse,
    Exponential,
}

/// What a panner has beside its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the attributes of the same names")]
pub struct PannerSettings {
    pub distance_model: DistanceModel,
    pub ref_distance: f64,
    pub max_distance: f64,
    pub rolloff_factor: f64,
    /// Degrees.
    pub cone_inner_angle: f64,
    /// Degrees.
    pub cone_outer_angle: f64,
    pub cone_outer_gain: f64,
}

impl Default for PannerSettings {
    fn default() -> PannerSettings {
        PannerSettings {
            distance_model: DistanceModel::Inverse,
            ref_distance: 1.0,
            max_distance: 10_000.0,
            rolloff_factor: 1.0,
            cone_inner_angle: 360.0,
            cone_outer_angle: 360.0,
            cone_outer_gain: 0.0,
        }
    }
}

type Vector = [f64; 3];

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn minus(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Length 1, or `None` without a direction.
fn unit(a: Vector) -> Option<Vector> {
    let length = dot(a, a).sqrt();
    (length > 0.0 && length.is_finite()).then(|| a.map(|c| c / length))
}

fn vector(params: &[Param], first: usize) -> Vector {
    [0, 1, 2].map(|i| params.get(first + i).map_or(0.0, |p| f64::from(p.values.first())))
}

/// Where the listener is in this quantum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListenerPose {
    position: Vector,
    forward: Vector,
    up: Vector,
}

impl Default for ListenerPose {
    fn default() -> ListenerPose {
        ListenerPose { position: [0.0; 3], forward: [0.0, 0.0, -1.0], up: [0.0, 1.0, 0.0] }
    }
}

impl ListenerPose {
    pub(crate) fn of(params: &[Param]) -> ListenerPose {
        ListenerPose { position: vector(params, 0), forward: vector(params, 3), up: vector(params, 6) }
    }

    /// Azimuth in degrees, -90 (left) to 90 (right) once folded to the front.
    fn azimuth(&self, source: Vector) -> f64 {
        let Some(to_source) = unit(minus(source, self.position)) else { return 0.0 };
        let Some(right) = unit(cross(self.forward, self.up)) else { return 0.0 };
        let Some(forward) = unit(self.forward) else { return 0.0 };
        let up = cross(right, forward);
        let above = dot(to_source, up);
        let Some(level) = unit([0, 1, 2].map(|i| to_source[i] - above * up[i])) else { return 0.0 };
        let mut azimuth = dot(level, right).clamp(-1.0, 1.0).acos().to_degrees();
        if dot(level, forward) < 0.0 {
            azimuth = 360.0 - azimuth;
        }
        azimuth = if azimuth <= 270.0 { 90.0 - azimuth } else { 450.0 - azimuth };
        azimuth = azimuth.clamp(-180.0, 180.0);
        if azimuth < -90.0 {
            -180.0 - azimuth
        } else if azimuth > 90.0 {
            180.0 - azimuth
        } else {
            azimuth
        }
    }
}

#[derive(Default)]
pub(super) struct Panner {
    settings: PannerSettings,
    /// Gains (left to left, right to left, left to right, right to right) at the end of the last quantum.
    gains: Option<[f32; 4]>,
}

impl Panner {
    fn distance_gain(&self, distance: f64) -> f64 {
        let s = &self.settings;
        let (reference, max) = (s.ref_distance.max(0.0), s.max_distance.max(0.0));
        let gain = match s.distance_model {
            DistanceModel::Linear => {
                let (near, far) = (reference.min(max), reference.max(max));
                if near == far {
                    1.0 - s.rolloff_factor.clamp(0.0, 1.0)
                } else {
                    1.0 - s.rolloff_factor.clamp(0.0, 1.0) * (distance.clamp(near, far) - near) / (far - near)
                }
            }
            DistanceModel::Inverse if reference == 0.0 => 0.0,
            DistanceModel::Inverse => {
                reference / (reference + s.rolloff_factor.max(0.0) * (distance.max(reference) - reference))
            }
            DistanceModel::Exponential if reference == 0.0 => 0.0,
            DistanceModel::Exponential => {
                (distance.max(reference) / reference).powf(-s.rolloff_factor.max(0.0))
            }
        };
        if gain.is_finite() { gain } else { 0.0 }
    }

    fn cone_gain(&self, source: Vector, orientation: Vector, listener: Vector) -> f64 {
        let s = &self.settings;
        if s.cone_inner_angle >= 360.0 && s.cone_outer_angle >= 360.0 {
            return 1.0;
        }
        let (Some(to_listener), Some(orientation)) = (unit(minus(listener, source)), unit(orientation))
        else {
            return 1.0;
        };
        let angle = dot(to_listener, orientation).clamp(-1.0, 1.0).acos().to_degrees();
        let (inner, outer) = (s.cone_inner_angle.abs() / 2.0, s.cone_outer_angle.abs() / 2.0);
        if angle <= inner {
            1.0
        } else if angle >= outer {
            s.cone_outer_gain
        } else {
            let x = (angle - inner) / (outer - inner);
            (1.0 - x) + s.cone_outer_gain * x
        }
    }
}

impl Processor for Panner {
    fn process(&mut self, io: &mut Io<'_>) {
        let (position, orientation) = (vector(io.params, 0), vector(io.params, 3));
        let listener = io.listener;
        let to = minus(position, listener.position);
        let gain =
            self.distance_gain(dot(to, to).sqrt()) * self.cone_gain(position, orientation, listener.position);
        let azimuth = listener.azimuth(position);
        let is_mono = io.inputs[0].len() == 1;
        let gain = gain as f32;
        let goal = if is_mono {
            let (sin, cos) = ((azimuth + 90.0) / 180.0 * FRAC_PI_2).sin_cos();
            [cos as f32 * gain, 0.0, 0.0, sin as f32 * gain]
        } else if azimuth <= 0.0 {
            let (sin, cos) = ((azimuth + 90.0) / 90.0 * FRAC_PI_2).sin_cos();
            [gain, cos as f32 * gain, 0.0, sin as f32 * gain]
        } else {
            let (sin, cos) = (azimuth / 90.0 * FRAC_PI_2).sin_cos();
            [cos as f32 * gain, 0.0, sin as f32 * gain, gain]
        };
        // What moves is faded along the quantum, so that it does not click.
        let start = self.gains.replace(goal).unwrap_or(goal);
        io.outputs[0].clear(2);
        let (left, right) = (*io.inputs[0].channel(0), *io.inputs[0].channel(usize::from(!is_mono)));
        for i in 0..QUANTUM {
            let part = (i + 1) as f32 / QUANTUM as f32;
            let [ll, rl, lr, rr] = [0, 1, 2, 3].map(|k| start[k] + (goal[k] - start[k]) * part);
            io.outputs[0].channel_mut(0)[i] = left[i] * ll + right[i] * rl;
            io.outputs[0].channel_mut(1)[i] = left[i] * lr + right[i] * rr;
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::Panner(settings) => self.settings = settings,
            other => return Some(other),
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_azimuth_is_that_of_the_ear() {
        let ear = ListenerPose::default();
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} is not {b}");
        near(ear.azimuth([0.0, 0.0, -1.0]), 0.0);
        near(ear.azimuth([1.0, 0.0, 0.0]), 90.0);
        near(ear.azimuth([-1.0, 0.0, 0.0]), -90.0);
        near(ear.azimuth([1.0, 5.0, -1.0]), 45.0);
        // From behind as from the front.
        near(ear.azimuth([1.0, 0.0, 1.0]), 45.0);
        near(ear.azimuth([-1.0, 0.0, 1.0]), -45.0);
    }

    #[test]
    fn distance_lowers_by_the_model() {
        let gain = |distance_model, distance| {
            let settings = PannerSettings { distance_model, max_distance: 11.0, ..PannerSettings::default() };
            Panner { settings, gains: None }.distance_gain(distance)
        };
        assert_eq!(gain(DistanceModel::Inverse, 4.0), 0.25);
        assert_eq!(gain(DistanceModel::Linear, 6.0), 0.5);
        assert_eq!(gain(DistanceModel::Exponential, 5.0), 0.2);
        assert_eq!(gain(DistanceModel::Inverse, 0.0), 1.0);
    }

    #[test]
    fn a_cone_points_somewhere() {
        let settings = PannerSettings {
            cone_inner_angle: 60.0,
            cone_outer_angle: 180.0,
            cone_outer_gain: 0.2,
            ..PannerSettings::default()
        };
        let panner = Panner { settings, gains: None };
        let gain = |x: f64, y: f64| panner.cone_gain([0.0; 3], [1.0, 0.0, 0.0], [x, y, 0.0]);
        assert_eq!(gain(1.0, 0.0), 1.0);
        assert_eq!(gain(-1.0, 0.0), 0.2);
        assert!((gain(1.0, 3.0_f64.sqrt()) - 0.6).abs() < 1e-9);
    }
}
