//! `network/download` and `network/upload`.

use super::network::{prepare, timeout_ms};
use crate::{
    host::Host,
    network::{AnswerForm, FileSink, Multipart},
    operation::{OpError, OpResult, Operations},
};
use serde::Deserialize;
use sparrow_platform::network::{BodyTo, Headers, Purpose};
use url::Url;

pub(super) fn register(ops: &mut Operations) {
    ops.add("network.download", download);
    ops.add("network.upload", upload);
}

/// The platform's limit of one download.
const MAX_DOWNLOAD_BYTES: u64 = 200 << 20;
/// The answer to an upload is text.
const MAX_ANSWER_BYTES: u64 = 16 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Download {
    url: String,
    #[serde(default)]
    header: Headers,
    timeout: Option<f64>,
    file_path: Option<String>,
}

fn download(host: &Host, o: Download) -> OpResult<u32> {
    let timeout = timeout_ms(o.timeout, host.package.config().network_timeout.download_file_ms);
    let mut request = prepare(host, Purpose::Download, &o.url, &o.header, timeout)?;
    let (sink, saved) = FileSink::new(host.mounts.clone(), extension(&request.url), o.file_path);
    request.body_to = BodyTo::Sink(Box::new(sink));
    request.max_body_bytes = MAX_DOWNLOAD_BYTES;
    request.progress = true;
    host.network.borrow_mut().request(request, AnswerForm::File(saved))
}

/// Of the last part of the path: games look at the ending of a temporary file.
fn extension(url: &str) -> String {
    let path = Url::parse(url).map(|url| url.path().to_owned()).unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or("", |(_, extension)| extension).to_owned()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Upload {
    url: String,
    file_path: String,
    name: String,
    #[serde(default)]
    form_data: Headers,
    #[serde(default)]
    header: Headers,
    timeout: Option<f64>,
}

fn upload(host: &Host, o: Upload) -> OpResult<u32> {
    let timeout = timeout_ms(o.timeout, host.package.config().network_timeout.upload_file_ms);
    let mut request = prepare(host, Purpose::Upload, &o.url, &o.header, timeout)?;
    let file = host.mounts.read_file(&o.file_path, None, None).map_err(OpError::from)?;
    let mut form = Multipart::new(host.network.borrow().last_id());
    for (name, value) in &o.form_data {
        form.field(name, value);
    }
    request.method = "POST".to_owned();
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    request.headers.push(("content-type".to_owned(), form.content_type()));
    let file_name = o.file_path.rsplit('/').next().unwrap_or_default();
    request.body = form.file(&o.name, file_name, &file);
    request.max_body_bytes = MAX_ANSWER_BYTES;
    request.progress = true;
    host.network.borrow_mut().request(request, AnswerForm::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_keeps_its_ending() {
        assert_eq!(extension("https://a/b/c.png?x=1.gif"), "png");
        assert_eq!(extension("https://a.b/c"), "");
        assert_eq!(extension("https://a.b"), "");
    }
}
