//! The body of an upload: <https://www.rfc-editor.org/rfc/rfc7578>.

/// Builds a `multipart/form-data` body.
pub(crate) struct Multipart {
    boundary: String,
    body: Vec<u8>,
}

impl Multipart {
    /// `number` tells the boundaries of uploads apart.
    pub(crate) fn new(number: u32) -> Multipart {
        Multipart { boundary: format!("----SparrowFormBoundary7MA4YWxkTrZu{number:08x}"), body: Vec::new() }
    }

    /// The value of `content-type`.
    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// A field of text.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n",
            self.boundary,
            escape(name)
        );
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(value.as_bytes());
        self.body.extend_from_slice(b"\r\n");
    }

    /// A file, and the end.
    pub(crate) fn file(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Vec<u8> {
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            self.boundary,
            escape(name),
            escape(file_name),
            media_type(file_name)
        );
        self.body.reserve(head.len() + bytes.len() + self.boundary.len() + 8);
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(format!("\r\n--{}--\r\n", self.boundary).as_bytes());
        self.body
    }
}

/// As browsers write names: <https://html.spec.whatwg.org/#multipart-form-data>
fn escape(name: &str) -> String {
    name.replace('\n', "%0A").replace('\r', "%0D").replace('"', "%22")
}

fn media_type(file_name: &str) -> &'static str {
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "bmp" => "image/bmp",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "ogg" => "audio/ogg",
        "aac" => "audio/aac",
        "m4a" => "audio/mp4",
        "mp4" => "video/mp4",
        "json" => "application/json",
        "txt" => "text/plain",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_with_a_file() {
        let mut form = Multipart::new(1);
        form.field("user \"x\"\r\n", "value");
        let boundary = form.content_type().split_once("boundary=").unwrap().1.to_owned();
        let body = String::from_utf8(form.file("file", "a.PNG", b"bytes")).unwrap();
        assert_eq!(
            body,
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"user %22x%22%0D%0A\"\r\n\r\nvalue\r\n\
                 --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.PNG\"\r\n\
                 Content-Type: image/png\r\n\r\nbytes\r\n--{boundary}--\r\n"
            )
        );
    }
}
