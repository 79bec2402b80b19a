//! One running game: boot, frame phases, realms, lifecycle, input queue.
