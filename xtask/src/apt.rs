//! Debian's packages, where this process may install them.

use anyhow::{Result, bail};

use crate::command::Cmd;

/// Installs packages by name; where that is impossible the error says what to install by hand.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let names = packages.join(" ");
    if !may_install() {
        bail!("{why} needs these packages (Debian's names): {names}. Install them and try again");
    }
    let apt = |line: &str| {
        Cmd::new(line)
            .set("DEBIAN_FRONTEND", "noninteractive")
            .arg("-oDPkg::Lock::Timeout=300")
    };
    apt("apt-get update -q").run()?;
    apt(&format!(
        "apt-get install -y -q --no-install-recommends {names}"
    ))
    .run()
}

/// Debian or one of its family, with apt, as root.
fn may_install() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let is_root = Cmd::new("id -u").output().is_ok_and(|id| id == "0");
    is_root && is_debian(&release) && std::path::Path::new("/usr/bin/apt-get").exists()
}

fn is_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| {
            line.strip_prefix("ID=")
                .or_else(|| line.strip_prefix("ID_LIKE="))
        })
        .any(|value| value.trim_matches('"').split(' ').any(|id| id == "debian"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_family_are_recognised() {
        assert!(is_debian("PRETTY_NAME=\"x\"\nID=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nNAME=debian\n"));
    }
}
