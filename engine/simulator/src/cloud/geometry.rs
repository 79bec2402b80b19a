//! Places on the globe: how far a point is from another, and whether it lies in an area.

use super::{
    failures::{bad_command, not_simulated},
    values,
};
use serde_json::Value;
use sparrow_platform::Failure;

/// Metres.
const EARTH_RADIUS_M: f64 = 6_378_100.0;

/// Longitude and latitude of a GeoJSON point.
pub(super) fn point(value: &Value) -> Option<(f64, f64)> {
    if value.get("type")?.as_str()? != "Point" {
        return None;
    }
    position(value.get("coordinates")?)
}

fn position(coordinates: &Value) -> Option<(f64, f64)> {
    match coordinates.as_array()?.as_slice() {
        [longitude, latitude] => Some((longitude.as_f64()?, latitude.as_f64()?)),
        _ => None,
    }
}

/// Great-circle distance.
fn distance_m((lon_a, lat_a): (f64, f64), (lon_b, lat_b): (f64, f64)) -> f64 {
    let (phi_a, phi_b) = (lat_a.to_radians(), lat_b.to_radians());
    let (d_phi, d_lambda) = (phi_b - phi_a, (lon_b - lon_a).to_radians());
    let h = (d_phi / 2.0).sin().powi(2) + phi_a.cos() * phi_b.cos() * (d_lambda / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
}

/// `geoNear`: around a point.
#[derive(Clone, Debug)]
pub(super) struct Near {
    centre: (f64, f64),
    min_m: f64,
    max_m: f64,
}

impl Near {
    pub(super) fn read(options: &Value) -> Result<Near, Failure> {
        let geometry = values::stored(options.get("geometry").unwrap_or(&Value::Null), 0.0)?;
        let centre = point(&geometry).ok_or_else(|| bad_command("geoNear takes a Point as geometry"))?;
        let metres = |name: &str, usual: f64| options.get(name).and_then(Value::as_f64).unwrap_or(usual);
        Ok(Near { centre, min_m: metres("minDistance", 0.0), max_m: metres("maxDistance", f64::INFINITY) })
    }

    /// How far a place is; `None` where it is no point or not near.
    pub(super) fn distance_m(&self, value: &Value) -> Option<f64> {
        let distance = distance_m(self.centre, point(value)?);
        (self.min_m <= distance && distance <= self.max_m).then_some(distance)
    }
}

/// `geoWithin`: in polygons, or in a circle.
#[derive(Clone, Debug)]
pub(super) enum Area {
    /// Rings of polygons: the first is the border, others are holes.
    Polygons(Vec<Vec<Vec<(f64, f64)>>>),
    /// Centre and radius in metres.
    Circle((f64, f64), f64),
}

impl Area {
    pub(super) fn read(options: &Value) -> Result<Area, Failure> {
        if let Some(circle) = options.get("centerSphere").and_then(Value::as_array) {
            let centre = circle.first().map(|c| values::stored(c, 0.0)).transpose()?;
            let centre = centre.as_ref().and_then(|c| point(c).or_else(|| position(c)));
            return match (centre, circle.get(1).and_then(Value::as_f64)) {
                (Some(centre), Some(radians)) => Ok(Area::Circle(centre, radians * EARTH_RADIUS_M)),
                _ => Err(bad_command("centerSphere is a place and a radius in radians")),
            };
        }
        let geometry = values::stored(options.get("geometry").unwrap_or(&Value::Null), 0.0)?;
        let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
        let polygon = |rings: &Value| -> Option<Vec<Vec<(f64, f64)>>> {
            let ring = |ring: &Value| ring.as_array()?.iter().map(position).collect::<Option<Vec<_>>>();
            rings.as_array()?.iter().map(ring).collect()
        };
        let polygons = match geometry.get("type").and_then(Value::as_str) {
            Some("Polygon") => polygon(coordinates).map(|one| vec![one]),
            Some("MultiPolygon") => coordinates.as_array().and_then(|l| l.iter().map(polygon).collect()),
            other => return Err(not_simulated(format_args!("geoWithin of {other:?}"))),
        };
        polygons.map(Area::Polygons).ok_or_else(|| bad_command("geoWithin takes a Polygon as geometry"))
    }

    /// Whether a point lies in it.
    pub(super) fn holds(&self, value: &Value) -> bool {
        let Some(at) = point(value) else { return false };
        match self {
            Area::Circle(centre, radius_m) => distance_m(*centre, at) <= *radius_m,
            Area::Polygons(polygons) => polygons.iter().any(|rings| {
                let mut rings = rings.iter();
                rings.next().is_some_and(|border| is_inside(border, at))
                    && !rings.any(|hole| is_inside(hole, at))
            }),
        }
    }
}

/// Even-odd rule, on the map.
fn is_inside(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let mut inside = false;
    for (i, &(x2, y2)) in ring.iter().enumerate() {
        let (x1, y1) = ring[(i + ring.len() - 1) % ring.len()];
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(longitude: f64, latitude: f64) -> Value {
        json!({ "type": "Point", "coordinates": [longitude, latitude] })
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        let near = Near::read(&json!({ "geometry": at(0.0, 0.0), "maxDistance": 112_000 })).unwrap();
        let one_degree = near.distance_m(&at(0.0, 1.0)).unwrap();
        assert!((one_degree - 111_319.0).abs() < 50.0, "{one_degree}");
        assert!(near.distance_m(&at(0.0, 1.1)).is_none() && near.distance_m(&json!(3)).is_none());
    }

    #[test]
    fn polygons_have_holes() {
        let ring =
            |low: i32, high: i32| json!([[low, low], [high, low], [high, high], [low, high], [low, low]]);
        let geometry = json!({ "type": "Polygon", "coordinates": [ring(0, 10), ring(4, 6)] });
        let area = Area::read(&json!({ "geometry": geometry })).unwrap();
        assert!(area.holds(&at(2.0, 2.0)) && !area.holds(&at(5.0, 5.0)) && !area.holds(&at(11.0, 2.0)));
        let circle = Area::read(&json!({ "centerSphere": [[0, 0], 0.02] })).unwrap();
        assert!(circle.holds(&at(1.0, 0.0)) && !circle.holds(&at(2.0, 0.0)));
        assert!(Area::read(&json!({ "geometry": at(0.0, 0.0) })).is_err());
    }
}
