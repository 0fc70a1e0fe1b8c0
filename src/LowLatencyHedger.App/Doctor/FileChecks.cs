using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Doctor;

/// <summary>The files of a configuration: whether they are there, and whether others could read or change them.</summary>
internal sealed class FileChecks(string configFile, ConfigValues values)
{
    private const int SecretBytesMax = 4_096;
    private const long FreeBytesMin = 1L << 30;

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static readonly string[] s_secrets =
    [
        "credentials.clientIdFile", "credentials.clientSecretFile", "watchdog.clientIdFile", "watchdog.clientSecretFile",
    ];

    public IEnumerable<Finding> Run()
    {
        yield return Writable("configurationFile", configFile);
        foreach (var key in s_secrets)
        {
            if (values.Find(key) is { } file)
            {
                yield return Secret(key, file.Text);
            }
        }

        var journal = Path.GetFullPath(values.Text("journal.directory"));
        yield return Writable("journalDirectory", journal);
        yield return FreeSpace(journal);
        yield return Telemetry();
        foreach (var finding in Halt())
        {
            yield return finding;
        }
    }

    private static Finding Secret(string key, string path)
    {
        var problem = SecretFile.TryRead(path, SecretBytesMax, out var secret);
        secret?.Dispose();
        return problem is null
            ? new Finding(key, FindingLevel.Ok, $"{path}: its owner's alone")
            : new Finding(key, FindingLevel.Fail, path, $"expected {problem}");
    }

    /// <summary>Of a thing that others must not be able to change; one that is not there yet will be made.</summary>
    private static Finding Writable(string check, string path)
    {
        if (!Path.Exists(path))
        {
            return new Finding(check, FindingLevel.Ok, $"{path}: not there yet");
        }

        if (!OperatingSystem.IsLinux() || NativeFile.Describe(Path.GetFullPath(path)) is not { } facts)
        {
            return new Finding(check, FindingLevel.Warn, $"{path}: the system does not say whose it is");
        }

        if (facts.Owner != NativeFile.EffectiveUser && facts.Owner != 0)
        {
            return new Finding(check, FindingLevel.Warn, $"{path} belongs to user {facts.Owner}", "give it to the user who runs the engine");
        }

        return (facts.Mode & WritableByOthers) == 0
            ? new Finding(check, FindingLevel.Ok, path)
            : new Finding(check, FindingLevel.Fail, $"{path}: others can write to it", $"chmod go-w {path}");
    }

    private static Finding FreeSpace(string journal)
    {
        var existing = journal;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing) ?? "/";
        }

        var free = new DriveInfo(existing).AvailableFreeSpace;
        return Finding.Of("journalSpace", free >= FreeBytesMin, $"{free >> 20} MiB free", "the engine halts when the disk is nearly full: make room");
    }

    private Finding Telemetry()
    {
        var path = Path.GetFullPath(values.Text("telemetry.file"));
        return Finding.Of(
            "telemetryFile", !OperatingSystem.IsLinux() || path.StartsWith("/dev/shm/", StringComparison.Ordinal), path,
            "put telemetry.file below /dev/shm: on a disk the kernel's write-back stops the writer now and then");
    }

    private IEnumerable<Finding> Halt()
    {
        var directory = values.Text("control.directory");
        yield return Writable("controlDirectory", Path.GetFullPath(directory));
        var request = Path.Combine(directory, "HALT");
        yield return Finding.Of("haltRequest", !File.Exists(request), File.Exists(request) ? request : "none", $"rm {request}, or the engine halts at once");
        var record = new HaltFile(Path.Combine(directory, HaltFile.Name)).Read();
        yield return Finding.Of(
            "halt", record is null, record is null ? "none" : $"since {record.SinceUtc:O} by {record.By}: {record.Reason}",
            "the engine starts halted; when the cause is gone: hedger resume --reason TEXT");
    }
}
