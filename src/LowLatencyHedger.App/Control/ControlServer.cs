using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// Serves commands on a Unix domain socket that only its owner can connect to: one line of JSON in, one line of JSON out, and the connection
/// ends. Runs on the thread pool; no hot thread knows of it.
/// </summary>
/// <remarks>
/// A client gets two seconds and 4 KiB for its request. When there are too many, the one that has kept its request back for longest is
/// dropped, so idle connections never keep a command out.
/// </remarks>
internal sealed class ControlServer : IDisposable
{
    public const string SocketName = "control.sock";
    public const int MaxLineBytes = 4096;
    public const int MaxConnections = 32;

    /// <summary>Connections that the system keeps until they are taken: a burst of them is not to keep a command out.</summary>
    private const int Backlog = 512;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly Dictionary<string, IControlCommand> _commands;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly LinkedList<Socket> _waiting = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private int _connections;

    /// <exception cref="IOException">The socket cannot be made there, or another engine listens on it.</exception>
    public ControlServer(string path, IEnumerable<IControlCommand> commands)
    {
        _path = Path.GetFullPath(path);
        _commands = commands.ToDictionary(command => command.Verb, StringComparer.Ordinal);
        try
        {
            Listen();
        }
        catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
        {
            _listener.Dispose();
            throw new IOException($"control socket {_path}: {e.Message}", e);
        }

        _accepting = AcceptAsync();
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_lock)
        {
            foreach (var socket in _waiting)
            {
                socket.Dispose();
            }
        }

        _accepting.GetAwaiter().GetResult();
        File.Delete(_path);
    }

    private void Listen()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        RemoveStale();
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        if (!OperatingSystem.IsWindows())
        {
            // Before anybody can connect: a socket that is bound and does not listen refuses.
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _listener.Listen(Backlog);
    }

    /// <summary>What an engine that died has left. Only when nobody answers there, and only if it has the size of a socket.</summary>
    private void RemoveStale()
    {
        var file = new FileInfo(_path);
        if (!file.Exists)
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(_path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && file.Length == 0)
        {
            file.Delete();
            return;
        }

        throw new IOException($"another engine listens on {_path}");
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (SocketException)
            {
                // Too many open files, or a client that was gone at once.
                await Task.Delay(50).ConfigureAwait(false);
                continue;
            }

            _ = ServeAsync(socket, Enter(socket));
        }
    }

    /// <summary>Null when there is no room and nobody who could be dropped.</summary>
    private LinkedListNode<Socket>? Enter(Socket socket)
    {
        lock (_lock)
        {
            if (_connections >= MaxConnections)
            {
                if (_waiting.First is not { } oldest)
                {
                    return null;
                }

                _waiting.Remove(oldest);
                oldest.Value.Dispose();
            }

            _connections++;
            return _waiting.AddLast(socket);
        }
    }

    /// <summary>It has said what it wants, or is gone.</summary>
    private void EndWaiting(LinkedListNode<Socket> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
            }
        }
    }

    private async Task ServeAsync(Socket socket, LinkedListNode<Socket>? place)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        if (place is null)
        {
            return;
        }

        try
        {
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1024, minimumReadSize: 256));
            JsonObject reply;
            using (var patience = new CancellationTokenSource(s_patience))
            {
                reply = await ReadAsync(reader, place, patience.Token).ConfigureAwait(false);
            }

            using var writing = new CancellationTokenSource(s_patience);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(reply.ToJsonString() + "\n"), writing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, too slow, or was dropped for another.
        }
        finally
        {
            EndWaiting(place);
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task<JsonObject> ReadAsync(PipeReader reader, LinkedListNode<Socket> place, CancellationToken patience)
    {
        while (true)
        {
            var result = await reader.ReadAsync(patience).ConfigureAwait(false);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                EndWaiting(place);
                var line = result.Buffer.Slice(0, end);
                return line.Length > MaxLineBytes ? TooLong() : await ExecuteAsync(line.ToArray()).ConfigureAwait(false);
            }

            if (result.Buffer.Length > MaxLineBytes)
            {
                return TooLong();
            }

            if (result.IsCompleted)
            {
                return ControlReply.Failed(ControlReply.WrongRequest, "a request is one line");
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static JsonObject TooLong() => ControlReply.Failed(ControlReply.WrongRequest, $"a request has at most {MaxLineBytes} bytes");

    private async Task<JsonObject> ExecuteAsync(byte[] line)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
        }
        catch (JsonException)
        {
            return ControlReply.Failed(ControlReply.WrongRequest, "a request is a JSON object with a verb");
        }

        using (json)
        {
            var verb = json.RootElement.ValueKind == JsonValueKind.Object ? ControlReply.Text(json.RootElement, "verb") : null;
            if (verb is null || !_commands.TryGetValue(verb, out var command))
            {
                var known = string.Join(", ", _commands.Keys.Order(StringComparer.Ordinal));
                return ControlReply.Failed(ControlReply.WrongRequest, $"a request is a JSON object with a verb, one of {known}");
            }

            return await command.ExecuteAsync(json.RootElement).ConfigureAwait(false);
        }
    }
}
