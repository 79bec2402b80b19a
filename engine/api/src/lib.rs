//! JavaScript classes and wx operations, one file per API family.
