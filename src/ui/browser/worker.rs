//! Workers, and the messages between them and the page. Requests and replies are sent as bytes: that way the page needs
//! no code to convert each of their types to text or objects. Files are sent along with a request as handles.

use super::{LocalFile, show_trouble};
use crate::ui::desk::Tell;
use crate::ui::seam::{Parcel, Part, Reply, Request};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, ErrorEvent, FileReaderSync, MessageEvent, Worker};
use zeroize::{Zeroize as _, Zeroizing};

#[wasm_bindgen]
extern "C" {
    /// Starts a worker that runs the program of this name. Each program is fetched and compiled once.
    #[wasm_bindgen(js_namespace = strongmap, js_name = startWorker)]
    fn start_worker(program: &str) -> js_sys::Promise;
}

/// What the page learns from a worker.
#[derive(Debug)]
pub enum Told {
    /// It replied; the bytes may be meant for other workers.
    Replied(Box<Reply>, Parcel),
    /// It failed while working.
    Died,
    /// It never started: a part of the page could not be loaded.
    Missing,
}

/// A worker, as the page sees it.
#[derive(Debug)]
pub struct WorkerHandle(Rc<Line>);

/// The connection to a worker. It exists before the worker does.
struct Line {
    worker: RefCell<Option<Worker>>,
    // Requests from before the worker listens, since a message sent too early would be lost. `None` once it listens.
    early: RefCell<Option<Vec<Envelope>>>,
    // Whether the worker is no longer needed, even if it is still starting.
    ended: Cell<bool>,
    tell: Box<dyn Fn(Told)>,
}

impl WorkerHandle {
    /// Starts a worker that runs the program of this name. Any number may run the same program.
    #[must_use]
    pub fn start(program: &str, tell: impl Fn(Told) + 'static) -> Self {
        let line = Rc::new(Line {
            worker: RefCell::new(None),
            early: RefCell::new(Some(Vec::new())),
            ended: Cell::new(false),
            tell: Box::new(tell),
        });
        let (coming, promise) = (Rc::clone(&line), start_worker(program));
        wasm_bindgen_futures::spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(promise).await {
                Ok(worker) => coming.begin(worker.unchecked_into()),
                Err(_) => coming.tell(Told::Missing),
            }
        });
        Self(line)
    }

    /// Sends a request to the worker, with files as handles and bytes as they are.
    pub fn ask<'a>(&self, request: &Request, files: impl Iterator<Item = &'a LocalFile>, parcel: &Parcel) {
        let mut envelope = Envelope::of(packed(request));
        for handed in files {
            envelope.content.push(&handed.file);
        }
        envelope.enclose(parcel);
        if let Some(early) = self.0.early.borrow_mut().as_mut() {
            return early.push(envelope);
        }
        if let Some(worker) = self.0.worker.borrow().as_ref() {
            send(worker, &envelope);
        }
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.0.ended.set(true);
        if let Some(worker) = self.0.worker.take() {
            worker.terminate();
            worker.set_onmessage(None);
            worker.set_onerror(None);
        }
    }
}

impl Line {
    /// The worker was created. It listens once its first message has arrived.
    fn begin(self: Rc<Self>, worker: Worker) {
        if self.ended.get() {
            return worker.terminate();
        }
        // The handlers hold weak references: once the page has dropped the connection, nobody waits for its messages.
        let (replied, failed) = (Rc::downgrade(&self), Rc::downgrade(&self));
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(line) = replied.upgrade() {
                line.hear(&event.data());
            }
        });
        let error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            // The page reports the failure itself; the console is left to errors of the page.
            event.prevent_default();
            if let Some(line) = failed.upgrade() {
                let listens = line.early.borrow().is_none();
                line.tell(if listens { Told::Died } else { Told::Missing });
            }
        });
        worker.set_onmessage(Some(message.into_js_value().unchecked_ref()));
        worker.set_onerror(Some(error.into_js_value().unchecked_ref()));
        self.worker.replace(Some(worker));
    }

    fn hear(&self, said: &JsValue) {
        let said = js_sys::Array::from(said);
        match taken(&said.get(0)).and_then(|it| Parcel::unpack(&it)) {
            Some(Reply::Ready) => {
                let early = self.early.take().unwrap_or_default();
                if let Some(worker) = self.worker.borrow().as_ref() {
                    early.iter().for_each(|envelope| send(worker, envelope));
                }
            }
            Some(reply) => {
                let bytes = taken(&said.get(1)).unwrap_or_default();
                self.tell(Told::Replied(Box::new(reply), Parcel(bytes.into())));
            }
            None => self.tell(Told::Died),
        }
    }

    fn tell(&self, told: Told) {
        if !self.ended.get() {
            (self.tell)(told);
        }
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a line to a worker")
    }
}

/// The content of one message. Its buffers are transferred, not copied: a copy would stay in memory until the next
/// garbage collection, and a request may contain a password.
struct Envelope {
    content: js_sys::Array,
    leaving: js_sys::Array,
}

impl Envelope {
    fn of(question: js_sys::Uint8Array) -> Self {
        let leaving = js_sys::Array::of1(&question.buffer());
        Self { content: js_sys::Array::of1(&question), leaving }
    }

    fn enclose(&mut self, parcel: &Parcel) {
        if !parcel.0.is_empty() {
            let bytes = js_sys::Uint8Array::from(&*parcel.0);
            self.leaving.push(&bytes.buffer());
            self.content.push(&bytes);
        }
    }
}

fn send(worker: &Worker, envelope: &Envelope) {
    // A message that cannot be cloned is a bug of the page. Its reply would never arrive, and nobody would notice.
    if worker.post_message_with_transfer(&envelope.content, &envelope.leaving).is_err() {
        show_trouble();
    }
}

/// Serves requests inside the worker.
pub fn serve(mut answer: impl FnMut(Request, &[Vec<u8>], Tell<'_>) + 'static) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let replies = scope.clone();
    let mut tell = move |reply: Reply, parcel: Parcel| {
        let mut envelope = Envelope::of(js_sys::Uint8Array::from(&*Parcel::pack(&reply).0));
        envelope.enclose(&parcel);
        let _ = replies.post_message_with_transfer(&envelope.content, &envelope.leaving);
    };
    tell(Reply::Ready, Parcel::default());
    let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let envelope = js_sys::Array::from(&event.data());
        let Some(mut request) = asked(&envelope.get(0)) else { return };
        // The files may contain a private key, so they are zeroized after use.
        let mut handed: Vec<Vec<u8>> = Vec::new();
        let mut places = 1..envelope.length();
        if let Request::Read { parts, .. } = &mut request {
            parts.retain(|part| {
                let bytes = places.next().and_then(|place| bytes_of(&envelope.get(place), Some(part)));
                if bytes.is_none() {
                    tell(Reply::Unread { file: part.file, part: part.part }, Parcel::default());
                }
                bytes.map(|bytes| handed.push(bytes)).is_some()
            });
        }
        handed.extend(places.filter_map(|place| bytes_of(&envelope.get(place), None)));
        answer(request, &handed, &mut tell);
        handed.zeroize();
    });
    scope.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
}

/// The bytes of a transferred array; of a file, those of the part.
fn bytes_of(handed: &JsValue, part: Option<&Part>) -> Option<Vec<u8>> {
    if handed.is_instance_of::<js_sys::Uint8Array>() {
        return taken(handed);
    }
    let (file, part) = (handed.dyn_ref::<web_sys::File>()?, part?);
    #[expect(clippy::cast_precision_loss, reason = "files are shorter than 2^53 bytes")]
    let slice = file.slice_with_f64_and_f64(part.from as f64, part.to as f64).ok()?;
    let buffer = FileReaderSync::new().ok()?.read_as_array_buffer(&slice).ok()?;
    taken(&js_sys::Uint8Array::new(&buffer))
}

/// The bytes of a received array, which is zeroed: it may contain a private key or a password.
fn taken(came: &JsValue) -> Option<Vec<u8>> {
    let came = came.dyn_ref::<js_sys::Uint8Array>()?;
    let bytes = came.to_vec();
    came.fill(0, 0, came.length());
    Some(bytes)
}

/// A request as it is sent. It may contain a password.
fn packed(request: &Request) -> js_sys::Uint8Array {
    let bytes = Zeroizing::new(postcard::to_allocvec(request).unwrap_or_default());
    js_sys::Uint8Array::from(bytes.as_slice())
}

fn asked(bytes: &JsValue) -> Option<Request> {
    Parcel::unpack(&Zeroizing::new(taken(bytes)?))
}
