using LowLatencyHedger.App.Control;

namespace LowLatencyHedger.App.Tests.Control;

public sealed class HaltFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-halt-").FullName;
    private readonly HaltFile _file;

    public HaltFileTests() => _file = new HaltFile(Path.Combine(_directory, "run", HaltFile.Name));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Read_NoFile_IsNoHalt() => Assert.Null(_file.Read());

    [Fact]
    public void Write_ThenRead_IsTheSameForItsOwnerOnlyAndGoneAfterDelete()
    {
        var record = new HaltRecord("wrong \"volatilities\"", "command", new DateTime(2026, 11, 21, 7, 0, 0, DateTimeKind.Utc));

        _file.Write(record);

        Assert.Equal(record, _file.Read());
        Assert.Equal([HaltFile.Name], Directory.GetFiles(Path.GetDirectoryName(_file.FullPath)!).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.FullPath));
        }

        _file.Delete();
        _file.Delete();
        Assert.Null(_file.Read());
    }

    /// <summary>Every way in which a crash or a disk can leave it, down to nothing of it.</summary>
    [Fact]
    public void Read_TornAtAnyByte_IsStillAHalt()
    {
        _file.Write(new HaltRecord("reason", "command", DateTime.UtcNow));
        var whole = File.ReadAllBytes(_file.FullPath);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_file.FullPath, whole[..length]);
            Assert.Contains("cannot be read", _file.Read()!.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"reason\":1,\"by\":\"x\",\"sinceUtc\":\"2026-11-21T07:00:00Z\"}")]
    [InlineData("{\"reason\":\"x\",\"by\":\"x\",\"sinceUtc\":\"yesterday\"}")]
    public void Read_SomethingElse_IsStillAHalt(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.FullPath)!);
        File.WriteAllText(_file.FullPath, content);

        Assert.NotNull(_file.Read());
    }
}
