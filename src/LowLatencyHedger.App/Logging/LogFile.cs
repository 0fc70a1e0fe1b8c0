using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Logging;

/// <summary>
/// A file that lines are added to. When it would grow beyond its size it becomes <c>.1</c>, the one before that <c>.2</c>, and so on; the
/// oldest goes. Readable by its owner and group. One thread at a time.
/// </summary>
internal sealed class LogFile(string path, long bytesMax, int keep) : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private FileStream? _file;

    /// <summary>As configured.</summary>
    /// <param name="values">The configuration.</param>
    /// <param name="key">That names the file.</param>
    /// <param name="name">In the control directory, where the key is left out.</param>
    public static LogFile Configured(ConfigValues values, string key, string name) => new(
        values.Find(key)?.Text ?? Path.Combine(values.Text("control.directory"), name),
        values.Integer("log.rotateMebibytes") * 1024L * 1024,
        values.Integer("log.keepFiles"));

    /// <exception cref="IOException">It cannot be written; the next call tries anew.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        try
        {
            _file ??= Open();
            if (_file.Length > 0 && _file.Length + line.Length > bytesMax)
            {
                Rotate();
                _file = Open();
            }

            _file.Write(line);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private FileStream Open()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
        {
            Directory.CreateDirectory(directory);
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }

        return new FileStream(path, options);
    }

    private void Rotate()
    {
        Dispose();
        File.Delete(Older(keep));
        for (var i = keep - 1; i >= 1; i--)
        {
            if (File.Exists(Older(i)))
            {
                File.Move(Older(i), Older(i + 1));
            }
        }

        File.Move(path, Older(1));
    }

    private string Older(int number) => $"{path}.{number}";
}
