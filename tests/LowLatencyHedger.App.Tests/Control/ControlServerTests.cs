using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;

namespace LowLatencyHedger.App.Tests.Control;

public sealed class ControlServerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-socket-").FullName;
    private readonly string _path;
    private readonly ControlServer _server;

    public ControlServerTests()
    {
        _path = Path.Combine(_directory, "run", ControlServer.SocketName);
        _server = new ControlServer(_path, [new Echo()]);
    }

    public void Dispose()
    {
        _server.Dispose();
        Assert.False(File.Exists(_path));
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Socket_Mode_LetsOnlyItsOwnerConnect()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }
    }

    [Fact]
    public async Task Send_OneLine_IsAnsweredByOne()
    {
        var reply = await ControlClient.SendAsync(_path, new JsonObject { ["verb"] = "echo", ["text"] = "ä" }, s_patience);

        Assert.True((bool)reply["ok"]!);
        Assert.Equal("ä", (string)reply["text"]!);
    }

    [Theory]
    [InlineData("{\"verb\":\"echo\"\n")]
    [InlineData("\n")]
    [InlineData("null\n")]
    [InlineData("[\"echo\"]\n")]
    [InlineData("{\"verb\":1}\n")]
    [InlineData("{\"verb\":\"buy\"}\n")]
    [InlineData("\u0000\u00ff\n")]
    [InlineData("[[[[[[[[[[[[1]]]]]]]]]]]]\n")]
    public async Task Send_Malformed_IsRefusedAndTheServerLives(string line)
    {
        var reply = JsonDocument.Parse(await SendAsync(Encoding.Latin1.GetBytes(line))).RootElement;

        Assert.False(reply.GetProperty("ok").GetBoolean());
        Assert.Equal(ControlReply.WrongRequest, reply.GetProperty("error").GetString());
        await AssertServes();
    }

    [Theory]
    [InlineData(ControlServer.MaxLineBytes + 1)]
    [InlineData(1_000_000)]
    public async Task Send_TooLongALine_IsRefusedAtTheLimit(int length)
    {
        using var socket = await ConnectAsync();
        using var stream = new NetworkStream(socket);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', length)), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server has answered and closed before it took all of it.
        }

        await AssertServes();
    }

    [Fact]
    public async Task Send_EndsBeforeTheLineDoes_IsRefused()
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync("{\"verb\":\"echo\"}"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);

        Assert.Contains("one line", await ReadAsync(socket), StringComparison.Ordinal);
        await AssertServes();
    }

    [Fact]
    public async Task Connect_ThenNothing_IsEndedByTheServer()
    {
        using var socket = await ConnectAsync();

        Assert.Equal("", await ReadAsync(socket));
    }

    [Fact]
    public async Task Connect_AHundredThatSayNothing_KeepNoCommandOut()
    {
        var idle = new List<Socket>();
        for (var i = 0; i < 100; i++)
        {
            idle.Add(await ConnectAsync());
        }

        await AssertServes();
        idle.ForEach(socket => socket.Dispose());
        await AssertServes();
    }

    [Fact]
    public async Task Send_AHundredAtOnce_AreAllAnswered()
    {
        var answers = new List<JsonObject>();
        foreach (var batch in Enumerable.Range(0, 100).Chunk(20))
        {
            answers.AddRange(await Task.WhenAll(batch.Select(i =>
                ControlClient.SendAsync(_path, new JsonObject { ["verb"] = "echo", ["text"] = $"{i}" }, s_patience))));
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), answers.Select(answer => (string)answer["text"]!));
    }

    [Fact]
    public void Create_WhileAnotherListens_IsRefusedAndLeavesItAlone()
    {
        var refusal = Assert.Throws<IOException>(() => new ControlServer(_path, []));

        Assert.Contains("another engine listens", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void Create_OverWhatADeadEngineLeft_TakesItsPlace()
    {
        var path = Path.Combine(_directory, "stale.sock");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
        }

        // .NET removes the name of a socket that it closes; a killed process does not.
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, []);
        }

        using var server = new ControlServer(path, [new Echo()]);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void Create_OverAFileWithContent_IsRefused()
    {
        var path = Path.Combine(_directory, "precious");
        File.WriteAllText(path, "content");

        Assert.Throws<IOException>(() => new ControlServer(path, []));
        Assert.Equal("content", File.ReadAllText(path));
    }

    [Fact]
    public async Task Client_NobodyListens_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<IOException>(() =>
            ControlClient.SendAsync(Path.Combine(_directory, "none.sock"), new JsonObject { ["verb"] = "echo" }, s_patience));

        Assert.Contains("no engine listens on", failure.Message, StringComparison.Ordinal);
    }

    private async Task AssertServes()
    {
        var reply = await ControlClient.SendAsync(_path, new JsonObject { ["verb"] = "echo", ["text"] = "still here" }, s_patience);
        Assert.Equal("still here", (string)reply["text"]!);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path));
        return socket;
    }

    private async Task<string> SendAsync(byte[] bytes)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(bytes);
        return await ReadAsync(socket);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var received = new MemoryStream();
        var part = new byte[4096];
        int count;
        while ((count = await socket.ReceiveAsync(part, patience.Token)) > 0)
        {
            received.Write(part, 0, count);
        }

        return Encoding.UTF8.GetString(received.ToArray());
    }

    private sealed class Echo : IControlCommand
    {
        public string Verb => "echo";

        public Task<JsonObject> ExecuteAsync(JsonElement request)
        {
            var reply = ControlReply.Ok();
            reply["text"] = ControlReply.Text(request, "text");
            return Task.FromResult(reply);
        }
    }
}
