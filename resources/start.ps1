# Sets this program up and starts it, on Windows 10 and newer, by Windows PowerShell 5.1 or PowerShell 7:
#
#   powershell -ExecutionPolicy Bypass -File resources\start.ps1 demo
#
# There is no param block, so that $args hands every word on as it was typed. Nothing here needs an administrator.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2.0

$usage = @'
Usage: powershell -ExecutionPolicy Bypass -File resources\start.ps1 [COMMAND [ARGUMENT...]]

  demo         the till, a customer's phone, a local M-Pesa and a relay, on temporary data
  test         every check and every test; arguments go to pytest (then no coverage is asked for)
               --nightly, --release   the same tests with bigger numbers
  setup        only the set-up
  COMMAND      any command of pos-desktop; none at all is the till itself

What is missing is installed first: Python by winget for this user alone, the rest into .venv. The first start
downloads about 170 MB, later ones take a second.
'@

$root = Split-Path -Parent $PSScriptRoot
$venv = Join-Path $root '.venv'
$venvPython = Join-Path $venv 'Scripts\python.exe'
$unfinished = Join-Path $venv '.unfinished'
$words = @($args)
$command = if ($words.Count -gt 0) { [string]$words[0] } else { '' }
$rest = @($words | Select-Object -Skip 1)

# Newest: the last Python that the locked packages have wheels for. On ARM the Intel Python runs too, and has them.
$fits = 'import sys, sysconfig, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15) ' +
    'or sysconfig.get_platform() != ''win-amd64'')'

# Standard output belongs to the program that is started; people's words go to standard error.
function Say([string] $text) {
    [Console]::Error.WriteLine("start: $text")
}

function Stop-WithWords([string] $text) {
    Say $text
    exit 1
}

# --- what this machine must be ---------------------------------------------------------------------------------

function Assert-Machine {
    if ([Environment]::OSVersion.Platform -ne 'Win32NT') {
        Stop-WithWords 'this script is for Windows; elsewhere use: sh resources/start.sh'
    }
    if ([Environment]::OSVersion.Version.Major -lt 10 -or -not [Environment]::Is64BitOperatingSystem) {
        Stop-WithWords 'a 64-bit Windows 10 or newer is needed.'
    }
    $probe = Join-Path $root ".write-probe-$PID"
    try {
        [IO.File]::WriteAllText($probe, '')
        [IO.File]::Delete($probe)
    } catch {
        Stop-WithWords "this user may not write to $root, where .venv is made. Move the folder to your own files."
    }
    try {
        $free = (New-Object IO.DriveInfo ([IO.Path]::GetPathRoot($root))).AvailableFreeSpace
    } catch {
        return # a network path: its space is not told
    }
    if ($free -lt 800MB) {
        Stop-WithWords "about 800 MB must be free for the set-up; there are $([int]($free / 1MB)) MB."
    }
}

# --- Python ----------------------------------------------------------------------------------------------------

# True when the command (a program and its first words) is a Python that fits.
function Test-Python([string[]] $candidate) {
    $ErrorActionPreference = 'Continue' # 5.1 takes a program's words on standard error for an error of the script
    try {
        $first = @($candidate | Select-Object -Skip 1)
        & $candidate[0] @first -c $fits 2>$null | Out-Null
        return $LASTEXITCODE -eq 0
    } catch {
        return $false # no such program
    }
}

function Find-Python {
    $found = @()
    foreach ($version in '3.13', '3.12', '3.11', '3.14') {
        $folder = 'Python' + $version.Replace('.', '')
        $found += , @('py', "-$version")
        # Where python.org and winget put it for one user; PATH learns of it only in the next window.
        $found += , @((Join-Path $env:LOCALAPPDATA "Programs\Python\$folder\python.exe"))
        $found += , @((Join-Path $env:ProgramFiles "$folder\python.exe"))
    }
    $found += , @('python')
    foreach ($candidate in $found) {
        if (Test-Python $candidate) {
            return , $candidate
        }
    }
    return $null
}

function Install-Python {
    if (-not (Get-Command winget -ErrorAction SilentlyContinue)) {
        Stop-WithWords 'Python 3.11 to 3.14 (64-bit) is missing: install it from python.org, then start again.'
    }
    Say 'installing Python 3.13 by winget, for this user alone (about a minute).'
    $options = '--exact', '--id', 'Python.Python.3.13', '--scope', 'user', '--architecture', 'x64', '--silent',
        '--disable-interactivity', '--accept-package-agreements', '--accept-source-agreements'
    & winget install @options | ForEach-Object { Say $_ }
    $python = Find-Python
    if ($null -eq $python) {
        Stop-WithWords 'winget did not bring Python: install it from python.org, then start again.'
    }
    return , $python
}

# --- .venv -----------------------------------------------------------------------------------------------------

# A set-up that stands is known by these lines; whatever changes one of them makes the next start look again.
function Get-Fingerprint([string] $lock) {
    $lines = @($root)
    foreach ($file in '.venv\pyvenv.cfg', $lock, 'pyproject.toml', 'pos_desktop\__init__.py') {
        $lines += (Get-FileHash -Algorithm SHA256 -LiteralPath (Join-Path $root $file)).Hash
    }
    return $lines -join "`n"
}

function Read-Stamp([string] $name) {
    $path = Join-Path $venv $name
    if (-not (Test-Path -LiteralPath $path)) { return '' }
    return [IO.File]::ReadAllText($path).Trim()
}

function Test-Stands {
    if (-not (Test-Path -LiteralPath $venvPython) -or (Test-Path -LiteralPath $unfinished)) { return $false }
    $settings = Join-Path $venv 'pyvenv.cfg'
    if (-not (Test-Path -LiteralPath $settings)) { return $false }
    $base = @(Get-Content -LiteralPath $settings -Encoding UTF8 | Where-Object { $_ -match '^home = ' })
    if ($base.Count -eq 0 -or -not (Test-Path -LiteralPath $base[0].Substring(7))) { return $false } # Python is gone
    return (Read-Stamp $stamp) -eq (Get-Fingerprint $lock)
}

function Test-BelongsElsewhere {
    foreach ($name in '.installed-run', '.installed-dev') {
        $text = Read-Stamp $name
        if ($text -ne '' -and $text.Split("`n")[0] -ne $root) { return $true }
    }
    return $false
}

function New-Venv([string[]] $python) {
    if (Test-Path -LiteralPath $unfinished) {
        Say 'the last set-up did not get to its end: beginning again (what was downloaded is kept).'
        Remove-Item -LiteralPath $venv -Recurse -Force
    } elseif ((Test-Path -LiteralPath $venv) -and
        ((Test-BelongsElsewhere) -or -not (Test-Python @($venvPython)) -or -not (Test-Pip))) {
        Say '.venv is broken, or was made for another folder or Python: making it anew.'
        Remove-Item -LiteralPath $venv -Recurse -Force
    }
    New-Item -ItemType Directory -Force -Path $venv | Out-Null
    [IO.File]::WriteAllText($unfinished, '')
    if (-not (Test-Path -LiteralPath $venvPython)) {
        $first = @($python | Select-Object -Skip 1)
        & $python[0] @first -m venv $venv | ForEach-Object { Say $_ }
        if ($LASTEXITCODE -ne 0) { Stop-WithWords "Python could not make $venv; the lines above say why." }
    }
}

function Test-Pip {
    $ErrorActionPreference = 'Continue'
    & $venvPython -c 'import pip' 2>$null | Out-Null
    return $LASTEXITCODE -eq 0
}

function Invoke-Pip([string[]] $options) {
    $log = Join-Path $venv 'setup.log'
    & $venvPython -m pip install --quiet --log $log @options | ForEach-Object { Say $_ }
    if ($LASTEXITCODE -ne 0) {
        Remove-Item -LiteralPath $unfinished -Force # pip takes back what it began: only a kill leaves half a package
        Stop-WithWords ("the set-up failed; the lines above say why, all of them are in $log. Start again to go on " +
            'from here. (Behind a proxy set HTTPS_PROXY, for a certificate of your own PIP_CERT.)')
    }
}

function Install-Locked {
    Say 'installing into .venv: about 170 MB to download the first time, then a minute.'
    # Wheels only: a source package would run its own, unlocked, build. The lock is whole, so nothing is looked for
    # beside it: pip before 23.3 takes a newer release for what is wanted with an extra, and then refuses it.
    Invoke-Pip @('-r', (Join-Path $root $lock), '--require-hashes', '--no-deps', '--only-binary', ':all:')
    Invoke-Pip @('--no-deps', '--no-build-isolation', '--editable', $root)
}

function Write-Stamps {
    [IO.File]::WriteAllText((Join-Path $venv '.installed-run'), (Get-Fingerprint 'requirements.lock'))
    if ($stamp -eq '.installed-dev') {
        [IO.File]::WriteAllText((Join-Path $venv '.installed-dev'), (Get-Fingerprint $lock))
    }
    Remove-Item -LiteralPath $unfinished -Force
}

function Enter-Lock {
    $bytes = [Text.Encoding]::UTF8.GetBytes($root.ToLowerInvariant())
    $digest = [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($bytes)).Replace('-', '')
    $mutex = New-Object Threading.Mutex $false, "Local\pos-desktop-setup-$digest"
    try {
        if (-not $mutex.WaitOne(0)) {
            Say 'another start is setting up; waiting for it.'
            [void]$mutex.WaitOne()
        }
    } catch [Threading.AbandonedMutexException] {
        # the other start was ended: the lock is ours, and what it left is looked at below
    }
    return $mutex
}

function Invoke-SetUp {
    Assert-Machine
    $python = Find-Python
    if ($null -eq $python) { $python = Install-Python }
    $mutex = Enter-Lock
    try {
        if (-not (Test-Stands)) {
            New-Venv $python
            Install-Locked
            Write-Stamps
            Say 'ready.'
        }
    } finally {
        $mutex.ReleaseMutex()
    }
}

# --- from here on things happen --------------------------------------------------------------------------------

if ($command -eq '-h' -or $command -eq '--help') {
    [Console]::Out.WriteLine($usage)
    exit 0
}

if (-not (Test-Path -LiteralPath (Join-Path $root 'pyproject.toml'))) {
    Stop-WithWords 'this is an installed program: start it with pos-desktop.'
}

# What another project's Python needs in its environment would break ours.
foreach ($name in 'PYTHONHOME', 'PIP_TARGET', 'PIP_PREFIX', 'PIP_ROOT', 'PIP_REQUIRE_HASHES', 'PIP_NO_BINARY',
    'PIP_ONLY_BINARY') {
    Remove-Item -LiteralPath "Env:\$name" -ErrorAction SilentlyContinue
}
# The editable install tells Python this folder in a file that older Pythons read in the machine's code page; a
# user's name with other letters than that page's would be lost there, but not here.
$env:PYTHONPATH = $root
$env:PIP_USER = '0'
$env:PIP_NO_INPUT = '1'
$env:PIP_DISABLE_PIP_VERSION_CHECK = '1'
if (-not $env:PIP_DEFAULT_TIMEOUT) { $env:PIP_DEFAULT_TIMEOUT = '60' }

if ($command -eq 'test') {
    $stamp = '.installed-dev'
    $lock = '.ci/requirements-dev.lock' # holds all of requirements.lock
} else {
    $stamp = '.installed-run'
    $lock = 'requirements.lock'
}
if (-not (Test-Stands)) { Invoke-SetUp }

if ($command -eq 'setup') {
    Say "set up in $venv."
} elseif ($command -eq 'test') {
    Push-Location -LiteralPath $root
    try { & $venvPython .ci\check.py @rest } finally { Pop-Location }
    exit $LASTEXITCODE
} else {
    # In the caller's folder, whose files the arguments may name; -P keeps its modules out.
    & $venvPython -P -m pos_desktop @words
    exit $LASTEXITCODE
}
