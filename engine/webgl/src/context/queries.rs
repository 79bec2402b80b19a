//! Query objects.

use super::{Context, Version};
use crate::{
    constants::*, extensions::Extension, handles::QueryHandle, objects::Query, parameter::Parameter,
};
use sparrow_render::gl::{GlBackend, GlCommand, GlQueryId, GlQueryKind};

impl Context {
    /// `createQuery`.
    pub fn create_query(&mut self) -> QueryHandle {
        if self.lost {
            return self.queries.dead_handle();
        }
        let id = GlQueryId(self.fresh_id());
        self.queries.insert(Query::new(id))
    }

    /// `isQuery`: false before it begins the first time.
    pub fn is_query(&self, query: Option<QueryHandle>) -> bool {
        let Some(query) = query else { return false };
        !self.lost
            && self.queries.is_live(query)
            && self.queries.get(query).is_some_and(|object| object.target.is_some())
    }

    /// `deleteQuery`: an active one ends.
    pub fn delete_query(&mut self, query: Option<QueryHandle>) {
        let Some(query) = query else { return };
        if self.lost {
            return;
        }
        if self.queries.is_foreign(query) {
            return self.raise_with(INVALID_OPERATION, "deleteQuery: an object of another context");
        }
        let Some(object) = self.queries.get(query) else { return };
        if object.active
            && let Some(target) = object.target
        {
            self.end_query(target);
        }
        if let Some(freed) = self.queries.delete(query) {
            self.drop_query(&freed);
        }
    }

    pub(crate) fn drop_query(&mut self, query: &Query) {
        if query.target.and_then(device_kind).is_some() || query.target == Some(TIMESTAMP_EXT) {
            self.push(GlCommand::DropQuery(query.id));
        }
    }

    /// The active query's place.
    fn query_place(&mut self, target: u32) -> Result<&mut Option<QueryHandle>, u32> {
        match target {
            TIME_ELAPSED_EXT if self.has_timer() => Ok(&mut self.bound.time_query),
            _ if self.version == Version::One => Err(INVALID_ENUM),
            ANY_SAMPLES_PASSED | ANY_SAMPLES_PASSED_CONSERVATIVE => Ok(&mut self.bound.occlusion_query),
            TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN => Ok(&mut self.bound.feedback_query),
            _ => Err(INVALID_ENUM),
        }
    }

    /// `beginQuery`.
    pub fn begin_query(&mut self, target: u32, query: QueryHandle) {
        if !self.lost
            && let Err(code) = self.try_begin_query(target, query)
        {
            self.raise_with(code, "beginQuery: no such target, or a query is active or of another target");
        }
    }

    fn try_begin_query(&mut self, target: u32, handle: QueryHandle) -> Result<(), u32> {
        let taken = self.query_place(target)?.is_some();
        self.queries.check_live(handle)?;
        let query = self.queries.get_mut(handle).ok_or(INVALID_OPERATION)?;
        if taken || query.active || query.target.is_some_and(|known| known != target) {
            return Err(INVALID_OPERATION);
        }
        query.target = Some(target);
        query.active = true;
        query.ended = false;
        query.primitives = 0;
        query.result = None;
        query.may_answer = false;
        let id = query.id;
        self.queries.retain(handle);
        *self.query_place(target)? = Some(handle);
        if let Some(kind) = device_kind(target) {
            self.push(GlCommand::BeginQuery { query: id, kind });
        }
        Ok(())
    }

    /// `endQuery`.
    pub fn end_query(&mut self, target: u32) {
        if !self.lost
            && let Err(code) = self.try_end_query(target)
        {
            self.raise_with(code, "endQuery: no such target, or no query is active");
        }
    }

    fn try_end_query(&mut self, target: u32) -> Result<(), u32> {
        let place = self.query_place(target)?;
        let handle = place.ok_or(INVALID_OPERATION)?;
        let query = self.queries.get_mut(handle).ok_or(INVALID_OPERATION)?;
        if query.target != Some(target) {
            return Err(INVALID_OPERATION);
        }
        query.active = false;
        query.ended = true;
        let id = query.id;
        *self.query_place(target)? = None;
        self.answers_pending = true;
        if device_kind(target).is_some() {
            self.push(GlCommand::EndQuery(id));
        }
        if let Some(freed) = self.queries.drop_reference(handle) {
            self.drop_query(&freed);
        }
        Ok(())
    }

    /// True when time can be asked for.
    pub(crate) fn has_timer(&self) -> bool {
        self.enabled.has(Extension::ExtDisjointTimerQuery)
            || self.enabled.has(Extension::ExtDisjointTimerQueryWebgl2)
    }

    /// `queryCounterEXT`.
    pub fn query_counter(&mut self, handle: QueryHandle, target: u32) {
        if self.lost {
            return;
        }
        if target != TIMESTAMP_EXT {
            return self.raise_with(INVALID_ENUM, "queryCounterEXT: no such target");
        }
        let usable = self.queries.is_live(handle);
        let Some(query) = self.queries.get_mut(handle).filter(|query| {
            usable && !query.active && query.target.is_none_or(|known| known == TIMESTAMP_EXT)
        }) else {
            return self.raise_with(
                INVALID_OPERATION,
                "queryCounterEXT: the query is active, dead, or of another target",
            );
        };
        query.target = Some(TIMESTAMP_EXT);
        query.ended = true;
        query.result = None;
        query.may_answer = false;
        let id = query.id;
        self.answers_pending = true;
        self.push(GlCommand::Timestamp(id));
    }

    /// `getQuery`.
    pub fn get_query(&mut self, target: u32, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        if name == QUERY_COUNTER_BITS_EXT && self.has_timer() {
            let known = matches!(target, TIME_ELAPSED_EXT | TIMESTAMP_EXT);
            let bits = if known { Ok(Parameter::Int(64)) } else { Err(INVALID_ENUM) };
            return self.checked(bits).unwrap_or(Parameter::Null);
        }
        if target == TIMESTAMP_EXT && name == CURRENT_QUERY && self.has_timer() {
            return Parameter::Null;
        }
        let place = self.query_place(target).map(|place| *place);
        let place = if name == CURRENT_QUERY { place } else { Err(INVALID_ENUM) };
        let Some(handle) = self.checked(place) else { return Parameter::Null };
        handle
            .filter(|&handle| self.queries.get(handle).is_some_and(|query| query.target == Some(target)))
            .into()
    }

    /// `getQueryParameter`. A result never appears in the turn in which the query ended.
    pub fn get_query_parameter(
        &mut self,
        backend: &mut dyn GlBackend,
        query: QueryHandle,
        name: u32,
    ) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let usable = self.queries.is_live(query)
            && self.queries.get(query).is_some_and(|object| object.ended && !object.active);
        if !usable {
            self.raise_with(
                INVALID_OPERATION,
                "getQueryParameter: the query is active, never ended, or dead",
            );
            return Parameter::Null;
        }
        if !matches!(name, QUERY_RESULT | QUERY_RESULT_AVAILABLE) {
            self.raise_with(INVALID_ENUM, "getQueryParameter: no such parameter");
            return Parameter::Null;
        }
        let result = self.query_result(backend, query);
        match name {
            QUERY_RESULT_AVAILABLE => Parameter::Bool(result.is_some()),
            _ if self.queries.get(query).is_some_and(|query| query.target.is_some_and(is_time)) => {
                Parameter::Big(i64::try_from(result.unwrap_or(0)).unwrap_or(i64::MAX))
            }
            _ => Parameter::Uint(u32::try_from(result.unwrap_or(0)).unwrap_or(u32::MAX)),
        }
    }

    fn query_result(&mut self, backend: &mut dyn GlBackend, handle: QueryHandle) -> Option<u64> {
        let query = self.queries.get(handle)?;
        if query.result.is_some() || !query.may_answer {
            return query.result;
        }
        let result = if query.target != Some(TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN) {
            let id = query.id;
            self.execute(backend).ok()?;
            backend.query_result(self.id, id)
        } else {
            Some(query.primitives)
        };
        self.queries.get_mut(handle)?.result = result;
        result
    }
}

/// What the device measures for a target.
fn device_kind(target: u32) -> Option<GlQueryKind> {
    match target {
        ANY_SAMPLES_PASSED | ANY_SAMPLES_PASSED_CONSERVATIVE => Some(GlQueryKind::Samples),
        TIME_ELAPSED_EXT => Some(GlQueryKind::Time),
        _ => None,
    }
}

fn is_time(target: u32) -> bool {
    matches!(target, TIME_ELAPSED_EXT | TIMESTAMP_EXT)
}
