@echo off
rem The mcpproxy command: the application's own binary as plain Node.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\MCPProxy.exe" "%~dp0..\app.asar\out\main\cli.js" %*
exit /b %ERRORLEVEL%
