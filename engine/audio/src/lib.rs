//! InnerAudioContext and mixing, without a device.
