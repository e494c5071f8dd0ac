/// Why a request or a stream failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server cannot be reached, or the connection broke off.
    #[error("the connection failed: {0}")]
    Connection(#[from] hyper::Error),
    /// The socket cannot be opened.
    #[error("the server cannot be reached: {0}")]
    Socket(#[from] std::io::Error),
    /// The server answered with a failure.
    #[error("the server answered {status}: {body}")]
    Status {
        /// The status.
        status: u16,
        /// What it said.
        body: String,
    },
    /// The answer is not what it should be.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
}
