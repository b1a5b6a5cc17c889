//! A virtual microphone, bit for bit: PulseAudio's pipe source, read through ALSA by cpal.
//!
//! Needs pulseaudio and libasound2-plugins, so it is ignored unless asked for:
//! `cargo test -p goldcrest-host --features mic --test mic_device -- --ignored`.
#![cfg(all(feature = "mic", target_os = "linux"))]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

struct Server {
    process: Child,
    folder: PathBuf,
}

impl Server {
    /// A private PulseAudio whose only microphone is a pipe.
    fn start() -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("goldcrest-mic-{}", std::process::id()));
        fs::create_dir_all(&folder).ok()?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).ok()?;
        let shown = folder.display();
        let script = folder.join("script.pa");
        let lines = format!(
            "load-module module-native-protocol-unix auth-anonymous=1 socket={shown}/pulse.sock\n\
             load-module module-pipe-source source_name=psrc file={shown}/psrc format=s16le rate=16000 channels=1\n\
             set-default-source psrc\n"
        );
        fs::write(&script, lines).ok()?;
        let process = Command::new("pulseaudio")
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "-F",
            ])
            .arg(&script)
            .env("XDG_RUNTIME_DIR", &folder)
            .env("HOME", &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let server = Self { process, folder };
        let deadline = Instant::now() + Duration::from_secs(10);
        while !server.folder.join("pulse.sock").exists() || !server.folder.join("psrc").exists() {
            if Instant::now() > deadline {
                return None;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let route = "pcm.!default { type pulse }\nctl.!default { type pulse }\n";
        fs::write(server.folder.join(".asoundrc"), route).ok()?;
        Some(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
#[ignore = "needs pulseaudio and libasound2-plugins"]
fn what_is_played_into_a_virtual_microphone_arrives_bit_for_bit() {
    let Some(server) = Server::start() else {
        panic!("pulseaudio does not start: sudo apt-get install pulseaudio libasound2-plugins");
    };
    let played: Vec<i16> = (0..48_000i32)
        .map(|index| ((index * 7_919) % 20_011 - 10_000) as i16)
        .collect();
    let recorder = Command::new(env!("CARGO_BIN_EXE_goldcrest"))
        .args(["listen", "--mic", "--seconds", "2", "--record"])
        .arg(server.folder.join("heard.wav"))
        .env("XDG_RUNTIME_DIR", &server.folder)
        .env("HOME", &server.folder)
        .env(
            "PULSE_SERVER",
            format!("unix:{}/pulse.sock", server.folder.display()),
        )
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(1_000));
    let mut pipe = OpenOptions::new()
        .write(true)
        .open(server.folder.join("psrc"))
        .unwrap();
    let bytes: Vec<u8> = played
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    pipe.write_all(&bytes).unwrap();
    let output = recorder.wait_with_output().unwrap();
    assert!(output.status.code().is_some(), "the program was killed");
    let heard = goldcrest_host::audio::read(&server.folder.join("heard.wav")).unwrap();
    let start = heard
        .windows(64)
        .position(|window| window == &played[..64])
        .expect("the beginning of what was played is not in what was heard");
    let arrived = &heard[start..];
    let common = arrived.len().min(played.len());
    assert!(common > 30_000, "only {common} samples arrived");
    assert!(
        arrived[..common] == played[..common],
        "samples were changed or lost"
    );
}
