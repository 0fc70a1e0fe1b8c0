namespace LowLatencyHedger.App.Tests.Verbs;

public sealed class RuntimeSettingsTests
{
    [Fact]
    public void Demo_WithTheRepositorysSettings_WarnsOfNothing()
    {
        var (_, _, errors) = HedgerProcess.Run("demo --seconds 1 --options 1 --rehearsal 0 --journal " + Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "journal"));

        Assert.DoesNotContain("runtime setting", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("server collector", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_WithOtherSettings_WarnsOfThem()
    {
        var directory = Directory.CreateTempSubdirectory("hedger-runtime-").FullName;
        var settings = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hedger.runtimeconfig.json"));
        var changed = Path.Combine(directory, "other.runtimeconfig.json");
        File.WriteAllText(changed, settings.Replace("\"System.GC.RetainVM\": true", "\"System.GC.RetainVM\": false", StringComparison.Ordinal));

        var (_, _, errors) = HedgerProcess.RunHost(
            ["exec", "--runtimeconfig", changed], ["demo", "--seconds", "1", "--options", "1", "--rehearsal", "0", "--journal", Path.Combine(directory, "journal")]);

        Assert.Contains("RetainVM is False, expected True", errors, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }
}
