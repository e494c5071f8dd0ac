use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey, Header};

/// The fewest bytes of a secret that signs with HS256 (RFC 7518, 3.2).
pub(super) const LEAST_SECRET: usize = 32;

/// Why a key cannot be used. It never tells the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A secret that could be guessed.
    #[error("a secret for HS256 has at least 32 bytes; `openssl rand -base64 32` makes one")]
    ShortSecret,
    /// No public key of a kind that is known.
    #[error(
        "give a public key in PEM (`-----BEGIN PUBLIC KEY-----`): RSA of at least 2,048 bits, \
         EC on P-256, or Ed25519"
    )]
    NotPem,
    /// A list of keys that is none, or has none that can be used.
    #[error("it is no JSON Web Key Set with a signing key for RS256, ES256 or EdDSA")]
    NotJwks,
}

/// One key, which verifies exactly one algorithm: the token does not choose.
#[derive(Debug, Clone)]
struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// The keys by which tokens are verified.
#[derive(Debug, Clone, Default)]
pub struct VerifyKeys(Vec<Key>);

impl VerifyKeys {
    /// A secret that is shared with who signs, for HS256.
    ///
    /// # Errors
    /// [`KeyError::ShortSecret`] below 32 bytes.
    pub fn secret(secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < LEAST_SECRET {
            return Err(KeyError::ShortSecret);
        }
        let key = DecodingKey::from_secret(secret);
        Ok(Self::one(Algorithm::HS256, key))
    }

    /// A public key in PEM: RSA for RS256, EC on P-256 for ES256, Ed25519 for `EdDSA`.
    ///
    /// # Errors
    /// [`KeyError::NotPem`] if it is none of them.
    pub fn public_pem(pem: &[u8]) -> Result<Self, KeyError> {
        if let Ok(key) = DecodingKey::from_ed_pem(pem) {
            return Ok(Self::one(Algorithm::EdDSA, key));
        }
        if let Ok(key) = DecodingKey::from_ec_pem(pem) {
            let on_p256 = key.try_get_as_bytes().is_ok_and(|point| point.len() == 65);
            return on_p256
                .then(|| Self::one(Algorithm::ES256, key))
                .ok_or(KeyError::NotPem);
        }
        let key = DecodingKey::from_rsa_pem(pem).map_err(|_| KeyError::NotPem)?;
        // A shorter modulus cannot lie in so few bytes; one that can is refused with its first token.
        let long = key.try_get_as_bytes().is_ok_and(|der| der.len() > 256);
        long.then(|| Self::one(Algorithm::RS256, key))
            .ok_or(KeyError::NotPem)
    }

    /// The public signing keys of a JSON Web Key Set (RFC 7517). Those of other kinds, secrets above
    /// all, are passed over.
    ///
    /// # Errors
    /// [`KeyError::NotJwks`] if it is no set, or none of its keys can be used.
    pub fn jwks(json: &str) -> Result<Self, KeyError> {
        let set: JwkSet = serde_json::from_str(json).map_err(|_| KeyError::NotJwks)?;
        let keys: Vec<_> = set.keys.iter().filter_map(public).collect();
        if keys.is_empty() {
            return Err(KeyError::NotJwks);
        }
        Ok(Self(keys))
    }

    fn one(algorithm: Algorithm, key: DecodingKey) -> Self {
        Self(vec![Key {
            id: None,
            algorithm,
            key,
        }])
    }

    /// The keys that may have signed a token with this head.
    pub(super) fn of<'a>(
        &'a self,
        head: &'a Header,
    ) -> impl Iterator<Item = (Algorithm, &'a DecodingKey)> {
        let fits = |key: &&Key| {
            // A key without a name is the one that was configured, whatever the token calls it.
            let named = match (&key.id, &head.kid) {
                (Some(id), Some(wanted)) => id == wanted,
                (None, _) | (_, None) => true,
            };
            named && key.algorithm == head.alg
        };
        self.0
            .iter()
            .filter(fits)
            .map(|key| (key.algorithm, &key.key))
    }
}

fn public(jwk: &Jwk) -> Option<Key> {
    if matches!(&jwk.common.public_key_use, Some(used) if *used != PublicKeyUse::Signature) {
        return None;
    }
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(on) if on.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(on) if on.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    if matches!(&jwk.common.key_algorithm, Some(declared) if *declared != name) {
        return None;
    }
    Some(Key {
        id: jwk.common.key_id.clone(),
        algorithm,
        key: DecodingKey::from_jwk(jwk).ok()?,
    })
}
