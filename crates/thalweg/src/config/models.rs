use std::path::PathBuf;

use clap::Args;
use thalweg_providers::Secret;

/// Options of the models. Keys belong into the environment or a file: a flag can be seen by every
/// program on the machine.
#[derive(Debug, Clone, Default, Args)]
pub struct ModelArgs {
    /// Model that is asked if none is named: `demo`, `openai/NAME`, `anthropic/NAME`, or NAME of an
    /// upstream of the file before the slash [default: the first model of the first upstream, else demo]
    #[arg(long, env = "THALWEG_MODEL", value_name = "MODEL")]
    pub model: Option<String>,
    /// Address of OpenAI or of a server that speaks as it does [default, with a key: `https://api.openai.com/v1`]
    #[arg(long, env = "THALWEG_OPENAI_BASE_URL", value_name = "URL")]
    pub openai_base_url: Option<String>,
    /// Its key; better given by the variable or by --openai-api-key-file
    #[arg(
        long,
        env = "THALWEG_OPENAI_API_KEY",
        hide_env_values = true,
        value_name = "KEY"
    )]
    pub openai_api_key: Option<Secret>,
    /// File with its key
    #[arg(long, env = "THALWEG_OPENAI_API_KEY_FILE", value_name = "FILE")]
    pub openai_api_key_file: Option<PathBuf>,
    /// Address of Anthropic [default, with a key: `https://api.anthropic.com`]
    #[arg(long, env = "THALWEG_ANTHROPIC_BASE_URL", value_name = "URL")]
    pub anthropic_base_url: Option<String>,
    /// Its key; better given by the variable or by --anthropic-api-key-file
    #[arg(
        long,
        env = "THALWEG_ANTHROPIC_API_KEY",
        hide_env_values = true,
        value_name = "KEY"
    )]
    pub anthropic_api_key: Option<Secret>,
    /// File with its key
    #[arg(long, env = "THALWEG_ANTHROPIC_API_KEY_FILE", value_name = "FILE")]
    pub anthropic_api_key_file: Option<PathBuf>,
}
