//! Test ads: `ad/RewardedVideoAd`, `InterstitialAd`, `BannerAd`, `GridAd`, `CustomAd`.
//!
//! A call names the object's number as `ad`; `AdLoad`, `AdClose` and `AdError` events carry it back.

use crate::outcomes::Outcomes;
use crate::{
    services_file::{self, AdOutcome, Answers},
    simulator::{Handler, Happening, MAX_OPEN, Simulator, cut, done, fail, number, ok, text},
};
use serde_json::{Value, json};
use sparrow_platform::{AdPanel, AdShape, Failure, Reply, ServiceCall, TextAlign, Widget};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("RewardedVideoAd.load", load),
    ("RewardedVideoAd.show", show),
    ("RewardedVideoAd.destroy", destroy),
    ("InterstitialAd.load", load),
    ("InterstitialAd.show", show),
    ("InterstitialAd.destroy", destroy),
    ("BannerAd.load", load),
    ("BannerAd.show", show_placed),
    ("BannerAd.hide", hide_placed),
    ("BannerAd.destroy", destroy),
    ("GridAd.load", load),
    ("GridAd.show", show_placed),
    ("GridAd.hide", hide_placed),
    ("GridAd.destroy", destroy),
    ("CustomAd.load", load),
    ("CustomAd.show", show_placed),
    ("CustomAd.hide", hide_placed),
    ("CustomAd.destroy", destroy),
    ("getShowSplashAdStatus", |_, _| done(json!({ "status": "fail", "code": 2 }))),
    ("getDirectAdStatus", |_, _| done(json!({ "isInDirectGameAd": false, "isInMask": false }))),
];

/// The ads of a game.
#[derive(Debug, Default)]
pub(crate) struct Ads {
    /// The number of the one over the window.
    open: Option<u64>,
    /// Outcomes that `load` has taken from the file for the `show` that follows.
    loaded: Vec<(u64, AdOutcome)>,
}

fn shape(name: &str) -> AdShape {
    match name.split('.').next().unwrap_or_default() {
        "RewardedVideoAd" => AdShape::RewardedVideo,
        "InterstitialAd" => AdShape::Interstitial,
        "BannerAd" => AdShape::Banner,
        "GridAd" => AdShape::Grid,
        _ => AdShape::Custom,
    }
}

fn id(call: &ServiceCall<'_>) -> u64 {
    call.options.get("ad").and_then(Value::as_u64).unwrap_or_default()
}

fn failure(outcome: AdOutcome) -> Option<Failure> {
    match outcome {
        AdOutcome::NoFill => Some(Failure::with_code("no advertisement", 1004)),
        AdOutcome::Invalid => Some(Failure::with_code("invalid adUnitId", 1002)),
        AdOutcome::Error => Some(Failure::with_code("internal error", 1003)),
        AdOutcome::Completed | AdOutcome::Closed | AdOutcome::User => None,
    }
}

impl Simulator {
    fn next_outcome(&mut self, shape: AdShape) -> AdOutcome {
        let services_file::Ads { rewarded_video, interstitial, banner, grid, custom, .. } =
            &mut self.file.ads;
        let outcomes = match shape {
            AdShape::RewardedVideo => rewarded_video,
            AdShape::Interstitial => interstitial,
            AdShape::Banner => banner,
            AdShape::Grid => grid,
            AdShape::Custom => custom,
        };
        let unset = match self.answers {
            Answers::User => AdOutcome::User,
            Answers::Confirm => AdOutcome::Completed,
            Answers::Cancel => AdOutcome::Closed,
        };
        outcomes.as_mut().map_or(unset, Outcomes::take)
    }

    /// A second of the open ad has gone by.
    pub(crate) fn ad_second(&mut self, at_ms: f64) {
        let Some(panel) = &mut self.chrome.ad else { return };
        panel.seconds_left = panel.seconds_left.saturating_sub(1);
        if panel.seconds_left > 0 {
            self.later(at_ms + 1000.0, Happening::AdSecond);
        }
    }

    /// The user closed the ad.
    pub(crate) fn close_ad(&mut self) {
        if let Some(panel) = self.chrome.ad.take() {
            self.ad_ends(panel.seconds_left == 0);
        }
    }

    /// The open ad is over.
    pub(crate) fn ad_ends(&mut self, watched: bool) {
        if let Some(ad) = self.ads.open.take() {
            self.emit("AdClose", json!({ "ad": ad, "isEnded": watched }));
        }
    }
}

/// An outcome is taken by `load` and used up by the `show` that follows.
fn load(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let ad = id(&call);
    if sim.ads.loaded.iter().any(|(other, _)| *other == ad) {
        return ok();
    }
    let outcome = sim.next_outcome(shape(call.name));
    if let Some(failure) = failure(outcome) {
        return Reply::Failed(failure);
    }
    if sim.ads.loaded.len() < MAX_OPEN {
        sim.ads.loaded.push((ad, outcome));
    }
    ok()
}

fn show(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let (ad, shape) = (id(&call), shape(call.name));
    let Some(at) = sim.ads.loaded.iter().position(|(other, _)| *other == ad) else {
        return Reply::Failed(Failure::with_code("the ad has not been loaded", 1003));
    };
    if sim.ads.open.is_some() {
        return fail("another ad is open");
    }
    let (_, outcome) = sim.ads.loaded.remove(at);
    sim.ads.open = Some(ad);
    let seconds = sim.file.ads.seconds;
    if outcome == AdOutcome::User {
        let unit = cut(text(&call, "adUnitId"), 64);
        // Only a rewarded video is to be watched to its end.
        let (title, seconds) = match shape {
            AdShape::RewardedVideo => (sim.word("激励视频广告（测试）", "rewarded video (test)"), seconds),
            _ => (sim.word("插屏广告（测试）", "interstitial (test)"), 0),
        };
        let title = title.to_owned();
        sim.chrome.ad = Some(AdPanel { shape, title, unit, seconds_left: seconds });
        if seconds > 0 {
            sim.later(call.now_ms + 1000.0, Happening::AdSecond);
        }
    } else {
        let watched = outcome == AdOutcome::Completed;
        let seconds = if watched { seconds } else { 1 };
        sim.later(call.now_ms + f64::from(seconds) * 1000.0, Happening::AdEnds { watched });
    }
    ok()
}

fn show_placed(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let ad = id(&call);
    sim.chrome.widgets.retain(|w| w.id != ad || !w.is_ad);
    if sim.chrome.widgets.len() >= MAX_OPEN {
        return fail("too many ads are shown");
    }
    let side = |name| number(&call, name, 0.0);
    let words = match shape(call.name) {
        AdShape::Banner => sim.word("横幅广告", "banner ad"),
        AdShape::Grid => sim.word("格子广告", "grid ad"),
        _ => sim.word("原生模板广告", "custom ad"),
    };
    sim.chrome.widgets.push(Widget {
        id: ad,
        left: side("left"),
        top: side("top"),
        width: side("width"),
        height: side("height"),
        text: words.to_owned(),
        color: "#666666".to_owned(),
        background_color: "#f2f2f2".to_owned(),
        border_color: "#cccccc".to_owned(),
        border_width: 1.0,
        border_radius: 0.0,
        font_size: 14.0,
        text_align: TextAlign::Center,
        line_height: None,
        image: String::new(),
        icon: None,
        is_ad: true,
    });
    ok()
}

fn hide_placed(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let ad = id(&call);
    sim.chrome.widgets.retain(|w| w.id != ad || !w.is_ad);
    ok()
}

fn destroy(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let ad = id(&call);
    sim.ads.loaded.retain(|(other, _)| *other != ad);
    hide_placed(sim, call)
}
