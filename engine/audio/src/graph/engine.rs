//! The contexts of Web Audio as part of [`AudioEngine`].

use std::sync::Arc;

use super::{
    buffer::Buffer,
    control::{Control, GraphError},
    node::{Change, NodeId, NodeKind, NodeNews},
    render::{Automate, GraphCommand, GraphNews, Target},
    timeline::Automation,
};
use crate::{AudioEngine, AudioError, mixer::Command};

/// One context of Web Audio. Numbers are not used again within one engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextId(pub u32);

/// What a context tells the game.
#[derive(Debug)]
pub enum ContextNews {
    /// A source came to its end.
    Ended(ContextId, NodeId),
    /// `audioprocess`: what a script processor heard, and when its answer will be.
    Script {
        /// The context.
        context: ContextId,
        /// The script processor.
        node: NodeId,
        /// In seconds of the context.
        playback_time: f64,
        /// One list a channel.
        input: Vec<Vec<f32>>,
    },
    /// A file was decoded.
    Decoded {
        /// The number that [`AudioEngine::decode`] gave.
        ticket: u32,
        /// The sound.
        result: Result<Arc<Buffer>, AudioError>,
    },
}

/// Contexts at once.
const MAX_CONTEXTS: usize = 16;

impl AudioEngine {
    /// Frames per second of the output, and of every context.
    pub fn sample_rate_hz(&self) -> u32 {
        self.output.sample_rate_hz().max(1)
    }

    /// Makes a context that runs; node 0 is its destination, node 1 its listener.
    pub fn open_context(&mut self) -> Result<ContextId, GraphError> {
        if self.graphs.len() >= MAX_CONTEXTS {
            let reason = format!("there are {MAX_CONTEXTS} contexts already: close some");
            return Err(GraphError { name: "NotSupportedError", reason });
        }
        let id = ContextId(self.next_context);
        self.next_context += 1;
        let (mut control, graph) = Control::new(self.sample_rate_hz());
        let first = [control.add(NodeKind::Destination)?.1, control.add(NodeKind::Listener)?.1];
        self.graphs.insert(id, control);
        self.send(Command::OpenGraph(id, Box::new(graph)));
        for command in first {
            self.send(Command::Graph(id, command));
        }
        Ok(id)
    }

    /// Closes a context for good.
    pub fn close_context(&mut self, id: ContextId) {
        if self.graphs.remove(&id).is_some() {
            self.send(Command::CloseGraph(id));
        }
    }

    /// `suspend` and `resume`.
    pub fn set_context_running(&mut self, id: ContextId, is_running: bool) {
        self.send(Command::Graph(id, GraphCommand::SetRunning(is_running)));
    }

    /// `currentTime` in seconds; `None` of a context that is closed.
    pub fn context_time(&self, id: ContextId) -> Option<f64> {
        self.graphs.get(&id).map(Control::current_time)
    }

    fn control(&mut self, id: ContextId) -> Result<&mut Control, GraphError> {
        let closed = || GraphError { name: "InvalidStateError", reason: "the context is closed".to_owned() };
        self.graphs.get_mut(&id).ok_or_else(closed)
    }

    /// Makes a node.
    pub fn add_node(&mut self, context: ContextId, kind: NodeKind) -> Result<NodeId, GraphError> {
        let (id, command) = self.control(context)?.add(kind)?;
        self.send(Command::Graph(context, command));
        Ok(id)
    }

    /// No object of the game refers to the node any more.
    pub fn release_node(&mut self, context: ContextId, node: NodeId) {
        self.send(Command::Graph(context, GraphCommand::Release(node)));
    }

    /// `connect`.
    pub fn connect(
        &mut self,
        context: ContextId,
        from: NodeId,
        output: usize,
        to: Target,
    ) -> Result<(), GraphError> {
        let command = self.control(context)?.connect(from, output, to)?;
        self.send(Command::Graph(context, command));
        Ok(())
    }

    /// `disconnect`: from one output or all, to a target, to all inputs of a node, or everything.
    pub fn disconnect(
        &mut self,
        context: ContextId,
        from: NodeId,
        output: Option<usize>,
        to: Option<Target>,
        to_node: Option<NodeId>,
    ) -> Result<(), GraphError> {
        let command = self.control(context)?.disconnect(from, output, to, to_node)?;
        self.send(Command::Graph(context, command));
        Ok(())
    }

    /// Sets what is no parameter; starts and stops sources.
    pub fn change_node(
        &mut self,
        context: ContextId,
        node: NodeId,
        change: Change,
    ) -> Result<(), GraphError> {
        let command = self.control(context)?.change(node, change)?;
        self.send(Command::Graph(context, command));
        Ok(())
    }

    /// `param.value`.
    pub fn param_value(&mut self, context: ContextId, node: NodeId, param: usize) -> Result<f32, GraphError> {
        self.control(context)?.value(node, param)
    }

    /// `param.value = value`.
    pub fn set_param(
        &mut self,
        context: ContextId,
        node: NodeId,
        param: usize,
        value: f32,
    ) -> Result<(), GraphError> {
        let command = self.control(context)?.set_value(node, param, value)?;
        self.send(Command::Graph(context, command));
        Ok(())
    }

    /// Schedules a change of a parameter.
    pub fn automate(
        &mut self,
        context: ContextId,
        node: NodeId,
        param: usize,
        event: Automation,
    ) -> Result<(), GraphError> {
        let control = self.control(context)?;
        let now = control.current_time();
        let command = control.automate(node, param, Automate::Insert { event, now }, None)?;
        self.send(Command::Graph(context, command));
        Ok(())
    }

    /// `cancelScheduledValues`, or `cancelAndHoldAtTime` when `hold`.
    pub fn cancel_automation(
        &mut self,
        context: ContextId,
        node: NodeId,
        param: usize,
        time: f64,
        hold: bool,
    ) -> Result<(), GraphError> {
        let what = if hold { Automate::CancelAndHold { time } } else { Automate::Cancel { time } };
        let command = self.control(context)?.automate(node, param, what, None)?;
        self.send(Command::Graph(context, command));
        Ok(())
    }

    /// `automationRate`.
    pub fn set_automation_rate(
        &mut self,
        context: ContextId,
        node: NodeId,
        param: usize,
        is_a_rate: bool,
    ) -> Result<(), GraphError> {
        let command = self.control(context)?.automate(node, param, Automate::Rate { is_a_rate }, None)?;
        self.send(Command::Graph(context, command));
        Ok(())
    }

    /// The last frames that an analyser heard, oldest first.
    pub fn time_domain(
        &mut self,
        context: ContextId,
        node: NodeId,
        count: usize,
    ) -> Result<Vec<f32>, GraphError> {
        self.control(context)?.time_domain(node, count)
    }

    /// Decibels of each bin of an analyser.
    pub fn spectrum(
        &mut self,
        context: ContextId,
        node: NodeId,
        fft_size: usize,
        smoothing: f32,
    ) -> Result<Vec<f32>, GraphError> {
        self.control(context)?.spectrum(node, fft_size, smoothing)
    }

    /// `reduction` of a compressor in decibels.
    pub fn reduction(&mut self, context: ContextId, node: NodeId) -> Result<f32, GraphError> {
        self.control(context)?.reduction(node)
    }

    /// Amplitude and phase of a filter at each frequency.
    pub fn frequency_response(
        &mut self,
        context: ContextId,
        node: NodeId,
        hz: &[f32],
    ) -> Result<Vec<(f32, f32)>, GraphError> {
        self.control(context)?.response(node, hz)
    }

    /// Decodes a file to the output's rate, off this thread where sounds are loaded so; [`ContextNews::Decoded`] follows.
    pub fn decode(&mut self, bytes: Vec<u8>) -> u32 {
        let ticket = self.next_ticket;
        self.next_ticket = self.next_ticket.wrapping_add(1);
        let rate_hz = self.sample_rate_hz();
        self.loader.decode(ticket, bytes, rate_hz);
        ticket
    }

    /// What the contexts have to tell, in order. Call it once a frame, after [`Self::poll_events`].
    pub fn poll_contexts(&mut self) -> Vec<ContextNews> {
        while let Some((ticket, result)) = self.loader.poll_decoded() {
            self.context_news.push(ContextNews::Decoded { ticket, result });
        }
        std::mem::take(&mut self.context_news)
    }

    pub(crate) fn take_graph_news(&mut self, context: ContextId, news: GraphNews) {
        match news {
            GraphNews::Node(node, NodeNews::Ended) => {
                self.context_news.push(ContextNews::Ended(context, node));
            }
            GraphNews::Node(node, NodeNews::Script { playback_time, input }) => {
                self.context_news.push(ContextNews::Script { context, node, playback_time, input });
            }
            GraphNews::Gone(ids, _) => {
                if let Some(control) = self.graphs.get_mut(&context) {
                    ids.into_iter().for_each(|id| control.forget(id));
                }
            }
        }
    }
}
