//! Real files, storage and sound for the platform traits.
