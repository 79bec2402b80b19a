//! Image files that the platform's buttons show.

use super::{Layout, Shape};
use sparrow_api::host::Host;
use sparrow_base::ImageId;
use sparrow_media::image::{ImageLimits, decode};
use std::{collections::BTreeMap, sync::Arc};

/// Pictures by the path that the game gave.
#[derive(Debug, Default)]
pub(crate) struct ChromePictures(BTreeMap<String, Option<ImageId>>);

impl ChromePictures {
    /// A game that shows more has a button with another picture each frame: then the old ones go.
    const MOST: usize = 32;

    /// Reads what a layout shows and was not shown before; drops what nothing shows.
    pub(crate) fn update(&mut self, host: &Host, layout: &Layout) {
        let shown = |source: &str| {
            layout
                .shapes
                .iter()
                .any(|shape| matches!(shape, Shape::Picture { source: other, .. } if other == source))
        };
        if self.0.len() >= Self::MOST {
            let gone = self
                .0
                .extract_if(.., |source, _| !shown(source))
                .filter_map(|(_, id)| id)
                .collect::<Vec<_>>();
            let mut graphics = host.graphics.borrow_mut();
            gone.into_iter().for_each(|id| graphics.canvases.drop_image(id));
        }
        for shape in &layout.shapes {
            let Shape::Picture { source, .. } = shape else { continue };
            if !self.0.contains_key(source) {
                self.0.insert(source.clone(), Self::read(host, source));
            }
        }
    }

    fn read(host: &Host, source: &str) -> Option<ImageId> {
        let read = host.mounts.read_file(source, None, None).map_err(|e| e.text);
        let decoded =
            read.and_then(|bytes| decode(&bytes, &ImageLimits::default()).map_err(|e| e.to_string()));
        match decoded {
            Ok(image) => {
                Some(host.graphics.borrow_mut().canvases.create_image(Arc::new(image.into_premul())))
            }
            Err(error) => {
                host.say(
                    sparrow_platform::LogLevel::Warn,
                    format!("the picture of a button: {source}: {error}"),
                );
                None
            }
        }
    }

    pub(crate) fn get(&self, source: &str) -> Option<ImageId> {
        self.0.get(source).copied().flatten()
    }
}
