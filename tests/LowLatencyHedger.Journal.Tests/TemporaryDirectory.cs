namespace LowLatencyHedger.Journal.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("hedger-journal-").FullName;

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
