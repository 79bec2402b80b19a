//! One frame of a game: input, events, timers, animation frames, flush, present, collection, report.

use crate::{
    chrome::Layout,
    game::Game,
    input::{InputEvent, TouchPhase},
    stack::StackError,
    video_controls::VideoTouch,
};
use sparrow_api::event::{EnterOptions, HostEvent};
use sparrow_base::{CanvasId, PixelSize, kurbo::Rect};
use sparrow_platform::{Choice, LogLevel, PartEvent, Record, ServiceEvent};
use sparrow_profile::{Counter, FrameReport, Phase};
use std::rc::Rc;

/// What a frame is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameInput {
    /// Input since the last frame, in order.
    pub events: Vec<InputEvent>,
}

/// What a frame gave.
#[derive(Debug)]
pub struct FrameOutcome {
    /// The game asked to end.
    pub exit: bool,
    /// The game asked to be started anew, with this query (see [`LaunchOptions::parse_query`](crate::LaunchOptions::parse_query)).
    pub restart: Option<String>,
    /// A script of this frame ran for longer than [`Limits::entry_ms`](crate::Limits::entry_ms) or was interrupted, and was ended.
    pub stopped: bool,
    /// When the next frame should come, in ms after this one.
    pub interval_ms: f64,
    /// What was measured; `None` when the profiler is off.
    pub report: Option<FrameReport>,
    /// Why there was no frame: the game is as it was, and has not heard of its input.
    pub refused: Option<StackError>,
}

/// The heap is collected when it has grown by this much since the last collection, or by half, whichever is more.
const GC_GROWTH_BYTES: u64 = 4 << 20;
/// Frames between two looks at the heap's size: QuickJS walks every object for it, 1 ms for 4 MB.
const HEAP_COUNT_FRAMES: u32 = 20;

/// What `adapter/wx/subpackage.js` is told.
fn subpackage_event(event: &PartEvent) -> HostEvent {
    let detail = match event {
        PartEvent::Progress { ticket, written, total } => {
            serde_json::json!({ "ticket": ticket, "written": written, "total": total })
        }
        PartEvent::Done { ticket } => serde_json::json!({ "ticket": ticket, "done": true }),
        PartEvent::Failed { ticket, reason } => serde_json::json!({ "ticket": ticket, "reason": reason }),
    };
    HostEvent::Platform { name: "Subpackage".to_owned(), detail }
}

impl Game {
    /// Runs one frame. `present` is called with the canvas that the window shows, if there is one. A frame that starts with too little of the thread's
    /// stack is refused, so that no script can overflow it.
    pub fn frame(
        &mut self,
        input: FrameInput,
        present: &mut dyn FnMut(CanvasId, PixelSize) -> Result<(), String>,
    ) -> FrameOutcome {
        if let Err(error) = self.check_stack() {
            self.host.say(LogLevel::Error, error.to_string());
            let interval_ms = 1000.0 / self.frames_per_second.max(1.0);
            return FrameOutcome {
                exit: false,
                restart: None,
                interval_ms,
                report: None,
                stopped: false,
                refused: Some(error),
            };
        }
        let profiler = self.profiler.clone();
        profiler.begin_frame();
        let now_ms = self.host.clock.now_ms();
        self.vm.begin_turn();
        self.now_ms = now_ms;
        {
            let _phase = profiler.phase(Phase::Input);
            self.begun |= !input.events.is_empty();
            for event in input.events {
                self.translate(event);
            }
            self.deliver_events();
        }
        {
            let _phase = profiler.phase(Phase::Events);
            self.collect_finished(now_ms);
            self.workers.collect(&self.host);
            self.deliver_events();
            self.deliver_callbacks();
        }
        {
            let _phase = profiler.phase(Phase::Timers);
            self.vm.run_due_timers(now_ms);
            self.take_reports();
        }
        let animate = !self.is_hidden() && self.raf_is_due(now_ms) && !self.vm.turn_is_over();
        if animate {
            let _phase = profiler.phase(Phase::Raf);
            self.last_raf_ms = now_ms;
            self.vm.run_animation_frames(now_ms);
            self.take_reports();
        }
        self.workers.tick(now_ms);
        if let Some(open_data) = &mut self.open_data {
            let _phase = profiler.phase(Phase::OpenData);
            let errors = open_data.frame(now_ms, animate, self.virtual_time);
            self.fail_open_data(&errors);
        }
        {
            let _phase = profiler.phase(Phase::Flush);
            self.flush();
        }
        let drew = self.host.graphics.borrow().screen.is_some();
        let shows =
            !self.is_hidden() || !self.panel.is_empty() || !self.host.services.borrow().chrome().is_empty();
        if shows {
            let _phase = profiler.phase(Phase::Present);
            let shown = self.presented().map_or(Ok(()), |(canvas, size)| present(canvas, size));
            if let Err(message) = shown {
                self.host.say(LogLevel::Error, format!("the frame could not be shown: {message}"));
            }
        }
        if drew {
            self.marks.drew(&profiler);
        }
        {
            let _phase = profiler.phase(Phase::Gc);
            self.collect_garbage();
        }
        let report = {
            let _phase = profiler.phase(Phase::Report);
            self.count();
            drop(_phase);
            profiler.end_frame()
        };
        self.vm.end_turn();
        let requests = std::mem::take(&mut *self.host.requests.borrow_mut());
        if let Some(fps) = requests.frames_per_second {
            self.frames_per_second = fps;
        }
        if requests.gc {
            self.heap_after_gc = 0;
            self.frames_since_count = HEAP_COUNT_FRAMES;
        }
        FrameOutcome {
            exit: requests.exit,
            restart: requests.restart,
            stopped: self.vm.was_stopped(),
            interval_ms: 1000.0 / self.frames_per_second.max(1.0),
            report,
            refused: None,
        }
    }

    fn is_hidden(&self) -> bool {
        self.hidden_since_ms.is_some()
    }

    /// How long the game has been hidden; 0 while it is shown.
    fn hidden_for_ms(&self) -> f64 {
        self.hidden_since_ms.map_or(0.0, |since_ms| self.now_ms - since_ms)
    }

    /// Shows what is there once more, without a frame: for a window over a game that stands.
    pub fn show(
        &mut self,
        present: &mut dyn FnMut(CanvasId, PixelSize) -> Result<(), String>,
    ) -> Result<(), String> {
        self.presented().map_or(Ok(()), |(canvas, size)| present(canvas, size))
    }

    /// The canvas to show: the screen canvas, or the overlay's when there is an error to show.
    pub(crate) fn presented(&mut self) -> Option<(CanvasId, PixelSize)> {
        let chrome = self.chrome_layout();
        self.chrome_pictures.update(&self.host, &chrome);
        let mut graphics = self.host.graphics.borrow_mut();
        let screen =
            graphics.screen.map(|canvas| (canvas, graphics.canvases.canvas_size(canvas).unwrap_or_default()));
        let window = self.host.window_size();
        let shared = self.host.open_data.as_ref().filter(|link| link.on_screen.get()).map(|link| link.canvas);
        let videos = self.host.videos.borrow_mut().views(&mut graphics);
        self.overlay.compose(
            &mut graphics,
            screen,
            shared,
            window,
            &videos,
            &chrome,
            &self.chrome_pictures,
            &self.panel,
        )
    }

    /// Where the chrome stands now.
    fn chrome_layout(&self) -> Rc<Layout> {
        let services = self.host.services.borrow();
        let device = self.host.device.borrow();
        let mut graphics = self.host.graphics.borrow_mut();
        let mut measure = |text: &str, size: f64, bold: bool| {
            let font = format!("{}{size}px sans-serif", if bold { "bold " } else { "" });
            graphics.measure(&font, text).map_or(0.0, |metrics| metrics.width)
        };
        let (width, height) = (device.window_width, device.window_height);
        self.laid_out.borrow_mut().get(services.chrome(), width, height, &mut measure)
    }

    /// True when the controls of a video take a touch.
    fn video_touch(&mut self, phase: TouchPhase, id: u64, x: f64, y: f64) -> bool {
        let views = self.host.videos.borrow_mut().views(&mut self.host.graphics.borrow_mut());
        let window = self.host.window_size();
        let window = Rect::new(0.0, 0.0, f64::from(window.width), f64::from(window.height));
        let Some(touched) = self.video_touches.touch(&views, window, phase, id, (x, y)) else { return false };
        let mut videos = self.host.videos.borrow_mut();
        match touched {
            VideoTouch::Held => {}
            VideoTouch::Toggle(video) => videos.toggle(video),
            VideoTouch::Jump(video, part) => videos.jump_to(video, part),
        }
        true
    }

    fn choose(&mut self, choice: Choice) {
        let now_ms = self.host.clock.now_ms();
        self.host.services.borrow_mut().choose(choice, now_ms);
    }

    /// True when the chrome takes a touch, so that the game does not hear of it.
    fn chrome_touch(&mut self, phase: TouchPhase, id: u64, x: f64, y: f64) -> bool {
        if phase == TouchPhase::Start {
            let layout = self.chrome_layout();
            return self.chrome_touches.start(&layout, id, x, y);
        }
        if !self.chrome_touches.holds(id) {
            return false;
        }
        if phase == TouchPhase::End || phase == TouchPhase::Cancel {
            let layout = self.chrome_layout();
            let choice = self.chrome_touches.end(&layout, id, x, y);
            if let Some(choice) = choice.filter(|_| phase == TouchPhase::End) {
                self.choose(choice);
            }
        }
        true
    }

    /// True while the keyboard of the screen, or a dialog, takes the keys.
    pub fn takes_text(&self) -> bool {
        let services = self.host.services.borrow();
        let chrome = services.chrome();
        chrome.keyboard.is_some() || chrome.dialog.is_some()
    }

    /// True when the keyboard of the screen, or a dialog, takes a key.
    fn chrome_key(&mut self, down: bool, key: &str) -> bool {
        let takes = self.takes_text();
        if takes && down {
            let is_text = key.chars().count() == 1;
            self.choose(if is_text { Choice::Text(key.to_owned()) } else { Choice::Key(key.to_owned()) });
        }
        takes
    }

    fn raf_is_due(&self, now_ms: f64) -> bool {
        // Half a millisecond of tolerance: frame times are sums of rounded intervals.
        now_ms - self.last_raf_ms + 0.5 >= 1000.0 / self.frames_per_second
    }

    fn translate(&mut self, event: InputEvent) {
        let event = match event {
            InputEvent::Touch { phase, id, x, y, force } => {
                if phase == TouchPhase::Start {
                    self.overlay.dismiss();
                }
                if self.chrome_touch(phase, id, x, y) {
                    return;
                }
                if self.video_touch(phase, id, x, y) {
                    return;
                }
                self.marks.touched();
                match self.touches.touch(phase, id, x, y, force) {
                    Some(event) => event,
                    None => return,
                }
            }
            InputEvent::Mouse { kind, x, y, button } => self.touches.mouse(kind, x, y, button),
            InputEvent::Wheel { x, y, delta_x, delta_y } => HostEvent::Wheel { x, y, delta_x, delta_y },
            InputEvent::Key { down, key, .. } if self.chrome_key(down, &key) => return,
            InputEvent::Key { down, key, code } => HostEvent::Key { down, key, code },
            InputEvent::Resize { width, height } => {
                let mut device = self.host.device.borrow_mut();
                let (right, bottom) = (width - device.window_width, height - device.window_height);
                device.safe_area.right += right;
                device.safe_area.bottom += bottom;
                (device.window_width, device.window_height) = (width, height);
                (device.screen_width, device.screen_height) = (width, height);
                HostEvent::Resize { window_width: width, window_height: height }
            }
            InputEvent::Hide if !self.is_hidden() => {
                if let Some(cancel) = self.touches.cancel_all() {
                    self.host.post(cancel);
                }
                self.hidden_since_ms = Some(self.now_ms);
                self.host.audio.borrow_mut().hide();
                self.host.audio.borrow_mut().recorder.set_hidden(true, self.now_ms);
                self.host.videos.borrow_mut().hide(&mut self.host.audio.borrow_mut());
                self.profiler.gap();
                HostEvent::Hide
            }
            // As on the platform, where the system has ended the game meanwhile: a cold start, of which the old one hears nothing.
            InputEvent::Show if self.hidden_for_ms() > self.limits.hidden_ms => {
                self.host.requests.borrow_mut().restart = Some(self.host.launch.query_text());
                return;
            }
            InputEvent::Show if self.is_hidden() => {
                self.hidden_since_ms = None;
                self.host.audio.borrow_mut().show();
                self.host.audio.borrow_mut().recorder.set_hidden(false, self.now_ms);
                self.profiler.gap();
                HostEvent::Show(EnterOptions {
                    scene: self.host.launch.scene,
                    query: self.host.launch.query.clone(),
                })
            }
            InputEvent::Hide | InputEvent::Show => return,
            InputEvent::MemoryWarning { level } => HostEvent::Memory { level },
            InputEvent::Text { text } => {
                self.choose(Choice::Text(text));
                return;
            }
            InputEvent::Platform { name, detail } => HostEvent::Platform { name, detail },
            InputEvent::Gamepad { index, event } => match self.gamepads.take(index, event) {
                Some(event) => HostEvent::Gamepad { index, event },
                None => return,
            },
        };
        if let Some(open_data) = &self.open_data
            && matches!(event, HostEvent::Touch { .. } | HostEvent::Resize { .. })
        {
            open_data.post(event.clone());
        }
        self.host.post(event);
    }

    /// What finished on other threads becomes events.
    fn collect_finished(&mut self, now_ms: f64) {
        let heard = self.host.network.borrow_mut().poll(now_ms, self.virtual_time);
        for event in heard {
            self.host.post(event);
        }
        let loaded = self.host.images.borrow_mut().poll(self.virtual_time);
        for image in loaded {
            if let Some(event) = self.host.finish_image(image) {
                self.host.post(event);
            }
        }
        let parts = self.host.package.parts().map(|parts| parts.poll(self.virtual_time));
        for event in parts.unwrap_or_default() {
            self.host.post(subpackage_event(&event));
        }
        let compiled = self.host.modules.borrow_mut().poll(self.virtual_time);
        for module in compiled {
            if let Err(error) = self.vm.enter(|ctx| module.deliver(ctx)) {
                self.fail(&error);
            }
            self.take_reports();
        }
        let happened = self.host.services.borrow_mut().poll(now_ms);
        for event in happened {
            match event {
                ServiceEvent::Answer { ticket, result } => {
                    self.host.post(HostEvent::Answer { ticket, result });
                }
                ServiceEvent::Event { name, detail } => self.host.post(HostEvent::Platform { name, detail }),
                ServiceEvent::Hide => self.translate(InputEvent::Hide),
                ServiceEvent::Show => self.translate(InputEvent::Show),
                ServiceEvent::Say(text) => self.host.say(LogLevel::Info, text),
                ServiceEvent::Console { level, origin, text } => {
                    self.host.log.write(&Record { level, origin, text });
                }
            }
        }
        let elapsed_ms = (now_ms - self.last_audio_ms).max(0.0);
        self.last_audio_ms = now_ms;
        let mut audio = self.host.audio.borrow_mut();
        if !self.is_hidden() {
            audio.advance(elapsed_ms);
        }
        let events = audio.poll_events();
        let news = self.host.web_audio.borrow_mut().poll(&mut audio);
        let recorded = audio.recorder.poll(now_ms);
        drop(audio);
        self.host.tell_recorded(recorded);
        for (id, event) in events {
            if !self.host.videos.borrow_mut().take_sound_event(id, &event) {
                self.host.post(HostEvent::audio(id, event));
            }
        }
        self.host.poll_videos(if self.is_hidden() { 0.0 } else { elapsed_ms });
        for event in news {
            self.host.post(event);
        }
    }

    fn deliver_events(&mut self) {
        // Events that listeners cause wait for the next frame, so that a frame ends.
        let events = std::mem::take(&mut *self.host.events.borrow_mut());
        self.profiler.add(Counter::HostEvents, events.len() as u64);
        let mut events = events.into_iter();
        while !self.vm.turn_is_over()
            && let Some(event) = events.next()
        {
            let result = self.vm.enter(|ctx| self.bridge.dispatch(ctx, event));
            if let Err(error) = result {
                self.fail(&error);
            }
            self.take_reports();
        }
        // What came after a script that had to be stopped is delivered in the next frame.
        let mut waiting = self.host.events.borrow_mut();
        events.rev().for_each(|event| waiting.push_front(event));
    }

    fn deliver_callbacks(&mut self) {
        if self.vm.turn_is_over() {
            return;
        }
        if let Err(error) = self.vm.enter(|ctx| self.bridge.deliver(ctx)) {
            self.fail(&error);
        }
        self.take_reports();
    }

    fn flush(&mut self) {
        let result = self.host.flush();
        if let Err(error) = result {
            self.host.say(LogLevel::Error, format!("drawing failed: {error}"));
        }
    }

    fn collect_garbage(&mut self) {
        self.frames_since_count += 1;
        if self.frames_since_count < HEAP_COUNT_FRAMES {
            return;
        }
        self.frames_since_count = 0;
        self.heap = self.vm.memory_usage().heap_bytes;
        if self.heap > self.heap_after_gc + GC_GROWTH_BYTES.max(self.heap_after_gc / 2) {
            self.vm.run_gc();
            self.heap = self.vm.memory_usage().heap_bytes;
            self.heap_after_gc = self.heap;
            self.profiler.add(Counter::GcRuns, 1);
        }
    }

    fn count(&mut self) {
        self.notice_refused_pixels();
        let mut graphics = self.host.graphics.borrow_mut();
        let stats = graphics.renderer.take_stats();
        self.begun |= stats.ops > 0 || stats.draw_calls > 0;
        let memory = graphics.renderer.memory_bytes();
        let sync_points = graphics.canvases.take_stats().sync_points;
        drop(graphics);
        for (name, count) in &stats.unsupported {
            if !self.said_unsupported.contains(name) {
                self.said_unsupported.push(name);
                let text = format!(
                    "drawing: {name} is not supported by this renderer yet ({count} times in this frame)"
                );
                self.host.say(LogLevel::Warn, text);
            }
        }
        for notice in &stats.notices {
            self.host.say(LogLevel::Warn, notice.as_str());
        }
        if self.profiler.is_on() {
            self.profiler.add(Counter::DrawOps, stats.ops);
            self.profiler.add(Counter::DrawCalls, stats.draw_calls);
            self.profiler.add(Counter::Passes, stats.passes);
            self.profiler.add(Counter::UploadBytes, stats.upload_bytes);
            self.profiler.add(Counter::SyncPoints, sync_points);
            self.profiler.add(Counter::GpuMicros, stats.gpu_ns / 1000);
            self.profiler.set(Counter::HeapBytes, self.heap);
            self.profiler.set(Counter::TextureBytes, memory);
        }
    }

    /// The game has, or asked for, more pixels than is good: said once, and what only cycles hold is collected.
    fn notice_refused_pixels(&mut self) {
        if self.host.graphics.borrow_mut().wants_collection() {
            self.host.requests.borrow_mut().gc = true;
        }
        let pixels = self.host.graphics.borrow().pixels.clone();
        let refused = pixels.refused();
        if refused == self.pixels_refused {
            return;
        }
        if self.pixels_refused == 0 {
            let text = format!(
                "canvases, images and WebGL's objects may take {} MB together, and there was no room for another one: it has no pixels",
                pixels.most() >> 20
            );
            self.host.say(LogLevel::Warn, text);
        }
        self.pixels_refused = refused;
        self.host.requests.borrow_mut().gc = true;
    }
}
