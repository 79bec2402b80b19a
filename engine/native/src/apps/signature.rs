//! Ed25519 over a release's manifest, or over the bytes of a packed game.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use std::fmt;

/// The first word of a signature's text.
const SCHEME: &str = "ed25519";
const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// Who signed.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads base64 text.
    pub fn parse(text: &str) -> Option<PublicKey> {
        STANDARD.decode(text.trim()).ok()?.try_into().ok().map(PublicKey)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// A private key.
pub struct SigningKey(Ed25519KeyPair);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey of {}", self.public())
    }
}

impl SigningKey {
    /// A new key, as PEM text; keep it where nobody else reads it.
    pub fn generate() -> Result<String, String> {
        let bytes =
            Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| "no randomness can be had")?;
        Ok(format!("{PEM_BEGIN}\n{}\n{PEM_END}\n", STANDARD.encode(bytes.as_ref())))
    }

    /// Reads PEM text as `generate` gives it, or `openssl genpkey -algorithm ed25519`.
    pub fn from_pem(text: &str) -> Result<SigningKey, String> {
        let body = text.split_once(PEM_BEGIN).and_then(|(_, rest)| rest.split_once(PEM_END));
        let (body, _) = body.ok_or_else(|| format!("there is no {PEM_BEGIN}"))?;
        let base64: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = STANDARD.decode(base64).map_err(|e| format!("the key is no base64: {e}"))?;
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&bytes);
        pair.map(SigningKey).map_err(|e| format!("it is no Ed25519 key: {e}"))
    }

    /// The other half.
    pub fn public(&self) -> PublicKey {
        // ring's public keys of this scheme are 32 bytes.
        PublicKey(self.0.public_key().as_ref().try_into().unwrap_or([0; 32]))
    }

    /// The text of a signature: scheme, key and signature.
    pub fn sign(&self, message: &[u8]) -> String {
        format!("{SCHEME} {} {}\n", self.public(), STANDARD.encode(self.0.sign(message).as_ref()))
    }
}

/// Who signed `message`, when `signature` is the text of a signature over it.
pub fn verify_signature(message: &[u8], signature: &str) -> Result<PublicKey, String> {
    let mut words = signature.split_whitespace();
    let (Some(SCHEME), Some(key), Some(signature), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(format!("the signature is no '{SCHEME} KEY SIGNATURE'"));
    };
    let key = PublicKey::parse(key).ok_or("the signature's key is no Ed25519 key")?;
    let signature = STANDARD.decode(signature).map_err(|_| "the signature is no base64")?;
    let verified = UnparsedPublicKey::new(&ED25519, key.0).verify(message, &signature);
    verified
        .map(|()| key)
        .map_err(|_| "the signature does not fit: the file was changed after it was signed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_only() {
        let key = SigningKey::from_pem(&SigningKey::generate().unwrap()).unwrap();
        let signature = key.sign(b"a release");
        assert_eq!(verify_signature(b"a release", &signature).unwrap(), key.public());
        assert!(verify_signature(b"another", &signature).unwrap_err().contains("changed"));
        for bad in
            ["", "ed25519", "rsa a b", "ed25519 !! aa", "ed25519 AAAA AAAA", &format!("{signature} more")]
        {
            assert!(verify_signature(b"a release", bad).is_err(), "{bad}");
        }
        assert_eq!(PublicKey::parse(&key.public().to_string()), Some(key.public()));
    }

    #[test]
    fn keys_of_openssl_are_read() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        // The key of RFC 8410, appendix A.
        let public = SigningKey::from_pem(pem).unwrap().public();
        assert_eq!(public, PublicKey::parse("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=").unwrap());
        assert!(
            SigningKey::from_pem("x").is_err() && SigningKey::from_pem(&pem.replace("MC4C", "AAAA")).is_err()
        );
    }
}
