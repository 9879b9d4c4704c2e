; Puts the folder of mcpproxy.cmd on the user's PATH, and takes it away again.
; PowerShell does it: NSIS cuts strings at 1,024 characters, which is shorter than many a PATH.
!macro mcpproxyPath code
  nsExec::ExecToLog `powershell.exe -NoProfile -NonInteractive -Command "$$b='$INSTDIR\resources\bin'; $$p=@([Environment]::GetEnvironmentVariable('Path','User') -split ';' | Where-Object { $$_ -and $$_ -ne $$b }); ${code} [Environment]::SetEnvironmentVariable('Path',($$p -join ';'),'User')"`
!macroend
!macro customInstall
  !insertmacro mcpproxyPath "$$p+=$$b;"
!macroend
!macro customUnInstall
  !insertmacro mcpproxyPath ""
!macroend
