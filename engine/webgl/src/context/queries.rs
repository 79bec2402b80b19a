//! Query objects.

use super::Context;
use crate::{constants::*, handles::QueryHandle, objects::Query, parameter::Parameter};
use sparrow_render::gl::{GlBackend, GlCommand, GlQueryId};

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
        if query.target.is_some_and(is_occlusion) {
            self.push(GlCommand::DropQuery(query.id));
        }
    }

    /// The active query's place.
    fn query_place(&mut self, target: u32) -> Result<&mut Option<QueryHandle>, u32> {
        match target {
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
        if is_occlusion(target) {
            self.push(GlCommand::BeginQuery(id));
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
        if is_occlusion(target) {
            self.push(GlCommand::EndQuery(id));
        }
        if let Some(freed) = self.queries.drop_reference(handle) {
            self.drop_query(&freed);
        }
        Ok(())
    }

    /// `getQuery`.
    pub fn get_query(&mut self, target: u32, name: u32) -> Parameter {
        if self.lost {
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
            _ => Parameter::Uint(u32::try_from(result.unwrap_or(0)).unwrap_or(u32::MAX)),
        }
    }

    fn query_result(&mut self, backend: &mut dyn GlBackend, handle: QueryHandle) -> Option<u64> {
        let query = self.queries.get(handle)?;
        if query.result.is_some() || !query.may_answer {
            return query.result;
        }
        let result = if query.target.is_some_and(is_occlusion) {
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

fn is_occlusion(target: u32) -> bool {
    matches!(target, ANY_SAMPLES_PASSED | ANY_SAMPLES_PASSED_CONSERVATIVE)
}
