mod folders;
mod list;
mod read;

pub use self::folders::{BadFolder, Folders};
pub use self::list::ListFiles;
pub use self::read::ReadFile;
