using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// The halt on disk, which outlives the process: as long as the file is there the engine starts halted, and a file that cannot be read is
/// there all the same.
/// </summary>
internal sealed class HaltFile(string path)
{
    public const string Name = "halted.json";

    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>Null only when there is no file.</summary>
    public HaltRecord? Read()
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(FullPath));
            var root = json.RootElement;
            return new HaltRecord(
                root.GetProperty("reason").GetString()!, root.GetProperty("by").GetString()!, root.GetProperty("sinceUtc").GetDateTime());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return new HaltRecord($"{FullPath} cannot be read, so it counts as a halt", "file", DateTime.UnixEpoch);
        }
    }

    /// <summary>Whole or not at all, and on the disk when it returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(HaltRecord record)
    {
        var directory = Path.GetDirectoryName(FullPath)!;
        Directory.CreateDirectory(directory);
        var making = FullPath + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(making, options))
        {
            var json = new JsonObject { ["reason"] = record.Reason, ["by"] = record.By, ["sinceUtc"] = record.SinceUtc };
            stream.Write(Encoding.UTF8.GetBytes(json.ToJsonString()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(making, FullPath, overwrite: true);
        DirectorySync.Flush(directory);
    }

    /// <summary>The halt is over, if there was one.</summary>
    /// <exception cref="IOException">It could not be removed.</exception>
    public void Delete()
    {
        if (!File.Exists(FullPath))
        {
            return;
        }

        File.Delete(FullPath);
        DirectorySync.Flush(Path.GetDirectoryName(FullPath)!);
    }
}
