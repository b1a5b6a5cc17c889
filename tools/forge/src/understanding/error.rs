use std::fmt;
use std::path::PathBuf;

use goldcrest::understand::network::NetworkError;
use goldcrest_nn::ModelError;

use crate::onnx::ImportError;
use crate::yaml::YamlError;

/// Why a folder could not be made into an understanding section.
#[derive(Debug)]
pub enum UnderstandingError {
    /// A file cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// `manifest.json` lacks something, or has something that it should not.
    Manifest(YamlError),
    /// A network cannot be taken over.
    Model(PathBuf, ImportError),
    /// A network was taken over, but is not sound.
    Unsound(PathBuf, ModelError),
    /// The engine refuses the whole: its parts do not fit each other.
    Refused(PathBuf, NetworkError),
    /// The pack cannot be written.
    Pack(goldcrest_pack::BuildError),
}

impl fmt::Display for UnderstandingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnderstandingError::Unreadable(path, error) => {
                write!(f, "cannot read {}: {error}", path.display())
            }
            UnderstandingError::Manifest(error) => write!(f, "{error}"),
            UnderstandingError::Model(path, error) => write!(f, "{}: {error}", path.display()),
            UnderstandingError::Unsound(path, error) => write!(f, "{}: {error}", path.display()),
            UnderstandingError::Refused(path, error) => write!(
                f,
                "{}: {error}; its files belong to different trainings",
                path.display()
            ),
            UnderstandingError::Pack(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for UnderstandingError {}

impl From<YamlError> for UnderstandingError {
    fn from(error: YamlError) -> Self {
        UnderstandingError::Manifest(error)
    }
}
