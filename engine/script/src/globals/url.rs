//! The operations behind `URL` and `URLSearchParams`: parsing and serialising by the crate `url`, which
//! follows the URL Standard. Their shape is in `js/url.js`.

use rquickjs::{Array, Ctx, Object, Value};
use url::{Url, form_urlencoded, quirks};

use crate::{
    function::{HostCall, define_function},
    native::JsError,
};

/// An object with the operations, for the script.
pub(super) fn operations<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    define_function(&object, "parse", 2, parse)?;
    define_function(&object, "set", 3, set)?;
    define_function(&object, "parseQuery", 1, |call| {
        let text = call.text(0)?;
        let list = Array::new(call.ctx.clone())?;
        for (at, (name, value)) in form_urlencoded::parse(text.as_bytes()).enumerate() {
            list.set(at * 2, name.as_ref())?;
            list.set(at * 2 + 1, value.as_ref())?;
        }
        Ok(list.into_value())
    })?;
    define_function(&object, "serializeQuery", 1, |call| {
        let list = call.arg(0).into_array().ok_or(JsError::Type("a list is needed".into()))?;
        let texts = list
            .iter::<Value<'_>>()
            .map(|text| crate::exception::to_text(call.ctx, &text?).ok_or(rquickjs::Error::Exception));
        let texts = texts.collect::<rquickjs::Result<Vec<_>>>()?;
        let (pairs, _) = texts.as_chunks::<2>();
        let mut out = form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(pairs.iter().map(|[name, value]| (name, value)));
        text(call, &out.finish())
    })?;
    Ok(object)
}

fn text<'js>(call: &HostCall<'_, 'js>, text: &str) -> Result<Value<'js>, JsError> {
    Ok(rquickjs::String::from_str(call.ctx.clone(), text)?.into_value())
}

/// `parse(href, base?)`: the parts as an object, or `null`.
fn parse<'js>(call: &HostCall<'_, 'js>) -> Result<Value<'js>, JsError> {
    let href = call.text(0)?;
    let parsed = match call.arg(1) {
        base if base.is_undefined() => Url::parse(&href),
        _ => Url::parse(&call.text(1)?).and_then(|base| base.join(&href)),
    };
    match parsed {
        Ok(url) => Ok(parts(call.ctx, &url)?.into_value()),
        Err(_) => Ok(Value::new_null(call.ctx.clone())),
    }
}

/// `set(href, part, value)`: the parts after one was set; a value that does not fit changes nothing.
fn set<'js>(call: &HostCall<'_, 'js>) -> Result<Value<'js>, JsError> {
    let (href, part, value) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let mut url = Url::parse(&href).map_err(|error| JsError::Type(format!("Invalid URL: {error}")))?;
    // The standard's setters ignore what they cannot take.
    let _ = match part.as_str() {
        "protocol" => quirks::set_protocol(&mut url, &value),
        "username" => quirks::set_username(&mut url, &value),
        "password" => quirks::set_password(&mut url, &value),
        "host" => quirks::set_host(&mut url, &value),
        "hostname" => quirks::set_hostname(&mut url, &value),
        "port" => quirks::set_port(&mut url, &value),
        "pathname" => {
            quirks::set_pathname(&mut url, &value);
            Ok(())
        }
        "search" => {
            quirks::set_search(&mut url, &value);
            Ok(())
        }
        "hash" => {
            quirks::set_hash(&mut url, &value);
            Ok(())
        }
        _ => Err(()),
    };
    Ok(parts(call.ctx, &url)?.into_value())
}

fn parts<'js>(ctx: &Ctx<'js>, url: &Url) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    object.set("href", quirks::href(url))?;
    object.set("origin", quirks::origin(url))?;
    object.set("protocol", quirks::protocol(url))?;
    object.set("username", quirks::username(url))?;
    object.set("password", quirks::password(url))?;
    object.set("host", quirks::host(url))?;
    object.set("hostname", quirks::hostname(url))?;
    object.set("port", quirks::port(url))?;
    object.set("pathname", quirks::pathname(url))?;
    object.set("search", quirks::search(url))?;
    object.set("hash", quirks::hash(url))?;
    Ok(object)
}
