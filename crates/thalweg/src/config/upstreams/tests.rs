use std::path::PathBuf;

use thalweg_providers::{Secret, UpstreamKind};

use crate::{Config, ModelArgs, ServeArgs};

const KEY: &str = "sk-secret-0123";

fn load(models: ModelArgs, file: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("thalweg.toml"), file).expect("written");
    let args = ServeArgs {
        models,
        ..ServeArgs::default()
    };
    let config = Config::load(args, folder.path()).map_err(|error| error.to_string());
    // The field that has none is not meant.
    let shown = format!("{config:?}").replace("secrets: Secrets{}", "");
    assert!(!shown.contains("secret"), "no key is shown: {shown}");
    config
}

fn key() -> ModelArgs {
    ModelArgs {
        openai_api_key: Some(Secret::new(KEY)),
        ..ModelArgs::default()
    }
}

#[test]
fn without_anything_there_is_no_upstream() {
    let config = load(ModelArgs::default(), "").expect("defaults");
    assert!(config.upstreams.is_empty() && config.model.is_none());
}

#[test]
fn a_key_or_an_address_turns_an_upstream_on() {
    let config = load(key(), "").expect("a configuration");
    let [openai] = &*config.upstreams else {
        panic!("one: {config:?}");
    };
    assert_eq!(openai.base_url.to_string(), "https://api.openai.com/v1");
    assert_eq!(openai.key, Some(Secret::new(KEY)));
    let local = ModelArgs {
        anthropic_base_url: Some("http://127.0.0.1:1".into()),
        ..key()
    };
    let config = load(local, "").expect("a configuration");
    let names: Vec<_> = config
        .upstreams
        .iter()
        .map(|up| (up.name.as_str(), up.kind))
        .collect();
    assert_eq!(
        names,
        [
            ("openai", UpstreamKind::OpenAi),
            ("anthropic", UpstreamKind::Anthropic)
        ]
    );
    let blank = ModelArgs {
        openai_api_key: Some(Secret::new(" \n")),
        ..ModelArgs::default()
    };
    assert!(
        load(blank, "")
            .expect("a configuration")
            .upstreams
            .is_empty()
    );
}

#[test]
fn a_key_can_lie_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    std::fs::write(&path, format!("{KEY}\n")).expect("written");
    let args = ModelArgs {
        openai_api_key_file: Some(path.clone()),
        ..ModelArgs::default()
    };
    let config = load(args.clone(), "").expect("a configuration");
    assert_eq!(config.upstreams[0].key, Some(Secret::new(KEY)));
    let both = ModelArgs {
        openai_api_key: Some(Secret::new(KEY)),
        ..args.clone()
    };
    assert!(load(both, "").is_err_and(|error| error.contains("not both")));
    std::fs::write(&path, "\n").expect("written");
    assert!(load(args, "").is_err_and(|error| error.contains("empty")));
}

#[test]
fn the_file_has_any_number_of_upstreams() {
    let file = "model = \"lab/big\"\n\
        [upstreams.lab]\nbase-url = \"http://lab:8000/v1\"\nmodels = [\"small\"]\nfirst-token-timeout = \"20m\"\n\
        [upstreams.claude]\nkind = \"anthropic\"\nbase-url = \"https://proxy.example/a\"\napi-key = \"sk-secret-0123\"\n\
        [upstreams.openai]\nmodels = [\"gpt-5\"]\n";
    let config = load(key(), file).expect("a configuration");
    let names: Vec<_> = config.upstreams.iter().map(|up| up.name.as_str()).collect();
    assert_eq!(names, ["openai", "claude", "lab"]);
    let [openai, claude, lab] = &*config.upstreams else {
        panic!("three");
    };
    assert_eq!(
        openai.key,
        Some(Secret::new(KEY)),
        "the variable's key and the file's models"
    );
    assert_eq!(openai.models, ["gpt-5"]);
    assert_eq!(claude.kind, UpstreamKind::Anthropic);
    assert!(!claude.only_these && lab.only_these);
    assert_eq!(lab.models, ["big", "small"], "the default is always there");
    assert_eq!(lab.patience.first.as_secs(), 1200);
    assert_eq!(config.model.as_deref(), Some("lab/big"));
}

#[test]
fn what_cannot_be_is_refused_in_one_line_without_the_key() {
    let model = |model: &str| ModelArgs {
        model: Some(model.into()),
        ..key()
    };
    let url = |url: &str| ModelArgs {
        openai_base_url: Some(url.into()),
        ..key()
    };
    let none = ModelArgs::default;
    let missing = ModelArgs {
        openai_api_key_file: Some(PathBuf::from("/nowhere/key")),
        ..none()
    };
    let cases = [
        (model("gpt-5"), "", "--model"),
        (model("ollama/x"), "", "not set up"),
        (model("openai/"), "", "--model"),
        (url("localhost:11434"), "", "scheme"),
        (url("http://me:secret@a/"), "", "without name and password"),
        (missing, "", "/nowhere/key"),
        (none(), "[upstreams.x]\n", "base-url"),
        (
            none(),
            "[upstreams.demo]\nbase-url = \"http://a\"\n",
            "not `demo`",
        ),
        (none(), "[upstreams.X]\nbase-url = \"http://a\"\n", "a-z"),
        (
            none(),
            "[upstreams.x]\nbase-url = \"http://a\"\nkey = \"secret\"\n",
            "unknown field",
        ),
        (
            none(),
            "[upstreams.x]\nbase-url = \"http://a\"\napi-key = [\"secret\"]\n",
            "no text",
        ),
        (
            none(),
            "[upstreams.x]\nbase-url = \"http://a\"\nsilence-timeout = \"0s\"\n",
            "at least 1s",
        ),
        (
            none(),
            "[upstreams.x]\nbase-url = \"http://a\"\napi-key-env = \"THALWEG_NO_SUCH\"\n",
            "THALWEG_NO_SUCH",
        ),
    ];
    for (args, file, part) in cases {
        let error = load(args, file).expect_err(part);
        assert!(
            error.contains(part) && !error.contains('\n'),
            "{part}: {error}"
        );
        assert!(!error.contains("secret"), "{error}");
    }
}
