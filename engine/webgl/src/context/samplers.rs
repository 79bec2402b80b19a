//! Sampler objects.

use super::Context;
use crate::{constants::*, handles::SamplerHandle, parameter::Parameter, texture::SamplerParameters};

impl Context {
    /// `createSampler`.
    pub fn create_sampler(&mut self) -> SamplerHandle {
        if self.lost {
            return self.samplers.dead_handle();
        }
        self.samplers.insert(SamplerParameters::new())
    }

    /// `isSampler`.
    pub fn is_sampler(&self, sampler: Option<SamplerHandle>) -> bool {
        !self.lost && sampler.is_some_and(|sampler| self.samplers.is_live(sampler))
    }

    /// `deleteSampler`: it leaves all texture units.
    pub fn delete_sampler(&mut self, sampler: Option<SamplerHandle>) {
        let Some(sampler) = sampler else { return };
        if self.lost {
            return;
        }
        if self.samplers.is_foreign(sampler) {
            return self.raise_with(INVALID_OPERATION, "deleteSampler: an object of another context");
        }
        for unit in 0..self.units.len() {
            if self.units[unit].sampler == Some(sampler) {
                self.place_sampler(unit, None);
            }
        }
        let _freed = self.samplers.delete(sampler);
    }

    fn place_sampler(&mut self, unit: usize, sampler: Option<SamplerHandle>) {
        let old = std::mem::replace(&mut self.units[unit].sampler, sampler);
        if old == sampler {
            return;
        }
        self.dirty.textures = true;
        if let Some(sampler) = sampler {
            self.samplers.retain(sampler);
        }
        if let Some(old) = old {
            let _freed = self.samplers.drop_reference(old);
        }
    }

    /// `bindSampler`.
    pub fn bind_sampler(&mut self, unit: u32, sampler: Option<SamplerHandle>) {
        if self.lost {
            return;
        }
        if unit as usize >= self.units.len() {
            return self.raise_with(INVALID_VALUE, "bindSampler: no such unit");
        }
        if sampler.is_some_and(|sampler| !self.samplers.is_live(sampler)) {
            return self.raise_with(INVALID_OPERATION, "bindSampler: a deleted or foreign object");
        }
        self.place_sampler(unit as usize, sampler);
    }

    /// `samplerParameteri`.
    pub fn sampler_parameteri(&mut self, sampler: SamplerHandle, name: u32, value: i32) {
        if self.lost {
            return;
        }
        let known = self.samplers.check_live(sampler);
        let (version, enabled) = (self.version, self.enabled);
        let limits = &self.limits;
        let result = known.and_then(|()| self.samplers.get_mut(sampler).ok_or(INVALID_OPERATION));
        let result = result.and_then(|object| object.set_i(name, value, limits, version, &enabled));
        self.dirty.textures = true;
        self.checked(result);
    }

    /// `samplerParameterf`.
    pub fn sampler_parameterf(&mut self, sampler: SamplerHandle, name: u32, value: f32) {
        if self.lost {
            return;
        }
        let known = self.samplers.check_live(sampler);
        let (version, enabled) = (self.version, self.enabled);
        let limits = &self.limits;
        let result = known.and_then(|()| self.samplers.get_mut(sampler).ok_or(INVALID_OPERATION));
        let result = result.and_then(|object| object.set_f(name, value, limits, version, &enabled));
        self.dirty.textures = true;
        self.checked(result);
    }

    /// `getSamplerParameter`.
    pub fn get_sampler_parameter(&mut self, sampler: SamplerHandle, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let known = self.samplers.check_live(sampler);
        let result = known.and_then(|()| self.samplers.get(sampler).ok_or(INVALID_OPERATION));
        let result = result.and_then(|object| object.get(name, self.version, &self.enabled));
        self.checked(result).unwrap_or(Parameter::Null)
    }
}
